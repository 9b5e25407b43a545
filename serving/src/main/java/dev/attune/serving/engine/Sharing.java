package dev.attune.serving.engine;

/**
 * From how many rows on somebody else's are taken over.
 *
 * @param worthCopying rows that are there already
 * @param worthWaiting rows more that somebody is computing
 */
record Sharing(int worthCopying, int worthWaiting) {
    static final Sharing OF_STRANGERS = new Sharing(8, 32);
    /** A prompt that was asked for several times at once is computed once, however short it is. */
    static final Sharing OF_SIBLINGS = new Sharing(1, 1);
}
