package dev.attune.feedback.training;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.attune.feedback.JsonText;

/**
 * Status and events as one line of JSON with names in snake case, as they are stored and shown. Fields that are not known are passed
 * over. Any thread may use it.
 */
public final class TrainingJson {
    private static final JsonText JSON = new JsonText(JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .defaultPropertyInclusion(JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, null)));

    private TrainingJson() {}

    public static String write(TrainingStatus status) {
        return JSON.write(status);
    }

    public static String write(TrainingEvent event) {
        return JSON.write(event);
    }

    /** @throws IllegalArgumentException if it is none */
    public static TrainingStatus readStatus(String json) {
        return JSON.read(json, TrainingStatus.class);
    }

    /** @throws IllegalArgumentException if it is none */
    public static TrainingEvent readEvent(String json) {
        return JSON.read(json, TrainingEvent.class);
    }
}
