package dev.attune.server.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a reply and each of its chunks say first.
 *
 * @param created seconds since 1970
 * @param weightsVersion the version that the completions are drawn from
 * @param promptIds the prompt, if it was asked for
 */
record ReplyHead(
        String id,
        long created,
        String model,
        String fingerprint,
        long weightsVersion,
        @Nullable List<Integer> promptIds) {}
