package dev.attune.server.chat;

import dev.attune.serving.engine.GenerationRequest;

/**
 * Ids to go on from.
 *
 * @param ids at least one; shared with the engine, never changed
 * @param ending how far a completion of them may go
 */
@SuppressWarnings("ArrayRecordComponent") // shared with the engine, never compared
record Prompt(int[] ids, GenerationRequest.Ending ending) {}
