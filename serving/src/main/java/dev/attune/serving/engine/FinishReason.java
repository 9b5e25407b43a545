package dev.attune.serving.engine;

/** Why a completion ended. */
public enum FinishReason {
    /** An end token was drawn. */
    STOP,
    /** The token limit or the context was reached. */
    LENGTH,
    /** Somebody cancelled it. */
    CANCELLED
}
