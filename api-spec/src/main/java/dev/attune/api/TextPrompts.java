package dev.attune.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;

/**
 * One or more prompts: in JSON a string, a list of strings, a list of token ids, or a list of lists of token ids.
 *
 * @param single whether it was written without a list around it
 * @param values either a {@link String} or a {@link List} of {@link Integer} each
 */
public record TextPrompts(boolean single, List<?> values) {

    public TextPrompts {
        values = List.copyOf(values);
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static TextPrompts fromJson(Object json) {
        boolean single = !(json instanceof List<?> list) || (!list.isEmpty() && list.get(0) instanceof Integer);
        List<?> values = single ? List.of(json) : (List<?>) json;
        if (!values.stream().allMatch(TextPrompts::isPrompt)) {
            throw new IllegalArgumentException("prompt must be a text, token ids, or a list of either");
        }
        return new TextPrompts(single, values);
    }

    /** As it was written. */
    @JsonValue
    Object json() {
        return single ? values.get(0) : values;
    }

    private static boolean isPrompt(Object value) {
        return value instanceof String
                || (value instanceof List<?> ids && ids.stream().allMatch(Integer.class::isInstance));
    }
}
