package dev.attune.feedback;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * Feedback as JSON, the form in which it is stored: one line, fields in a fixed order, so that equal feedback is equal text. Any
 * thread may use it.
 */
public final class FeedbackJson {
    private static final JsonText JSON =
            new JsonText(JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS));

    private FeedbackJson() {}

    /** What was said, as one line. */
    public static String write(Feedback feedback) {
        return JSON.write(feedback);
    }

    /** A recorded act, as one line. */
    public static String write(FeedbackEvent event) {
        return JSON.write(event);
    }

    /** Reads what {@link #write(Feedback)} wrote; fields it does not know are passed over. */
    public static Feedback readFeedback(String json) {
        return JSON.read(json, Feedback.class);
    }

    /** Reads what {@link #write(FeedbackEvent)} wrote; fields it does not know are passed over. */
    public static FeedbackEvent readEvent(String json) {
        return JSON.read(json, FeedbackEvent.class);
    }
}
