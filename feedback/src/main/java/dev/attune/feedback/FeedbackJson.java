package dev.attune.feedback;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * Feedback as JSON, the form in which it is stored: one line, fields in a fixed order, so that equal feedback is equal text. Any
 * thread may use it.
 */
public final class FeedbackJson {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private FeedbackJson() {}

    /** What was said, as one line. */
    public static String write(Feedback feedback) {
        return text(feedback);
    }

    /** A recorded act, as one line. */
    public static String write(FeedbackEvent event) {
        return text(event);
    }

    /** Reads what {@link #write(Feedback)} wrote; fields it does not know are passed over. */
    public static Feedback readFeedback(String json) {
        return read(json, Feedback.class);
    }

    /** Reads what {@link #write(FeedbackEvent)} wrote; fields it does not know are passed over. */
    public static FeedbackEvent readEvent(String json) {
        return read(json, FeedbackEvent.class);
    }

    private static String text(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write " + value.getClass().getSimpleName() + " as JSON", e);
        }
    }

    private static <T> T read(String json, Class<T> type) {
        try {
            T value = MAPPER.readValue(json, type);
            if (value == null) {
                throw new IllegalArgumentException("not a " + type.getSimpleName() + ": null");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a " + type.getSimpleName() + ": " + e.getOriginalMessage(), e);
        }
    }
}
