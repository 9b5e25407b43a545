package dev.attune.feedback.training;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * Status and events as one line of JSON with names in snake case, as they are stored and shown. Fields that are not known are passed
 * over. Any thread may use it.
 */
public final class TrainingJson {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .defaultPropertyInclusion(JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, null))
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private TrainingJson() {}

    public static String write(TrainingStatus status) {
        return text(status);
    }

    public static String write(TrainingEvent event) {
        return text(event);
    }

    /** @throws IllegalArgumentException if it is none */
    public static TrainingStatus readStatus(String json) {
        return read(json, TrainingStatus.class);
    }

    /** @throws IllegalArgumentException if it is none */
    public static TrainingEvent readEvent(String json) {
        return read(json, TrainingEvent.class);
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
