package dev.attune.server.policy;

import dev.attune.serving.checkpoint.Generation;

/** What serves one version of a model and can change to another. Used by one thread, the weights loader. */
public interface Versions {

    /** The version that new answers are drawn from. */
    long serving();

    /** Whether {@link #serve} gets to this version without reading anything. */
    boolean isWarm(long version);

    /** Whether another version may be read now; not while streams end on the one before. */
    boolean hasRoom();

    /**
     * Serves this generation from the next answer on; returns when that is so.
     *
     * @throws dev.attune.serving.checkpoint.CheckpointException or a {@link dev.attune.serving.model.ModelException} or an
     *     {@link IllegalArgumentException} if it cannot be served by anybody; the one before goes on being served
     */
    void serve(Generation generation);

    /** Notes that a version could not be served. */
    void refused();

    /** Has a generation ready to go back to, if there is memory. */
    void keepWarm(Generation generation);
}
