package dev.attune.feedback;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/**
 * A {@link CompletionRecord} as UTF-8 JSON with names in snake case, and back, equal in every bit. A field that this version does
 * not know is passed over, so that an older trainer reads what a newer server wrote. Safe on any thread.
 */
public final class CompletionJson {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .defaultPropertyInclusion(JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, null))
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private CompletionJson() {}

    public static byte[] write(CompletionRecord completion) {
        try {
            return MAPPER.writeValueAsBytes(completion);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("completion " + completion.id() + " cannot be written as JSON", e);
        }
    }

    /** @throws FeedbackException naming the id if it is no completion */
    public static CompletionRecord read(String id, byte[] json) {
        try {
            return MAPPER.readValue(json, CompletionRecord.class);
        } catch (IOException e) {
            throw new FeedbackException("completion " + id + " is stored in a form that cannot be read", e);
        }
    }
}
