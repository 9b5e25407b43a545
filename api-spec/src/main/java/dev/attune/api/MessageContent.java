package dev.attune.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Map;

/** The text of a message: in JSON a string, or a list of text parts that are joined without anything between them. */
public record MessageContent(@JsonValue String text) {

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static MessageContent fromJson(Object json) {
        if (json instanceof String text) {
            return new MessageContent(text);
        }
        if (!(json instanceof List<?> parts)) {
            throw new IllegalArgumentException("content must be a string or a list of text parts");
        }
        StringBuilder joined = new StringBuilder();
        for (Object part : parts) {
            joined.append(textOf(part));
        }
        return new MessageContent(joined.toString());
    }

    private static String textOf(Object part) {
        if (part instanceof Map<?, ?> fields && fields.get("text") instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("a content part must be {type: text, text: …}");
    }
}
