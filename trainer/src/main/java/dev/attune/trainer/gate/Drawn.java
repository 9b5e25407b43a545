package dev.attune.trainer.gate;

/**
 * An answer as it was drawn.
 *
 * @param ids its tokens, the one that ended it included
 * @param ended whether a token ended it; otherwise it ran out of room
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record Drawn(int[] ids, boolean ended) {}
