package dev.attune.server.chat;

/**
 * What a reply and each of its chunks say first.
 *
 * @param created seconds since 1970
 * @param weightsVersion the version that the completions are drawn from
 */
record ReplyHead(String id, long created, String model, String fingerprint, long weightsVersion) {}
