package dev.attune.api;

/** It was said, and is kept. */
public record FeedbackReceipt(String id, String object, String kind, int revision, long created) {

    /** What was recorded at {@code atMs}, milliseconds since 1970. */
    public static FeedbackReceipt of(String id, String kind, int revision, long atMs) {
        return new FeedbackReceipt(id, "feedback", kind, revision, atMs / 1000);
    }
}
