package dev.attune.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;

/** Strings that end an answer: in JSON one string or a list of them. */
public record StopStrings(@JsonValue List<String> values) {

    public StopStrings {
        values = List.copyOf(values);
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static StopStrings fromJson(Object json) {
        if (json instanceof String one) {
            return new StopStrings(List.of(one));
        }
        if (json instanceof List<?> many) {
            return new StopStrings(many.stream().map(String.class::cast).toList());
        }
        throw new IllegalArgumentException("stop must be a string or a list of strings");
    }
}
