package dev.attune.serving.text;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One message of a conversation as a chat template sees it: {@code role}, {@code content} and whatever else the template
 * may know ({@code tool_calls}, {@code name}, {@code reasoning_content} …).
 *
 * @param fields text, numbers, booleans, lists, maps and null; in the order given
 */
public record ChatMessage(Map<String, Object> fields) {
    public static final String SYSTEM = "system";
    public static final String USER = "user";
    public static final String ASSISTANT = "assistant";

    public ChatMessage {
        if (!(fields.get("role") instanceof String)) {
            throw new IllegalArgumentException("a message needs a role, was " + fields.keySet());
        }
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    public static ChatMessage of(String role, String content) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("role", role);
        fields.put("content", content);
        return new ChatMessage(fields);
    }

    public ChatMessage with(String field, Object value) {
        Map<String, Object> changed = new LinkedHashMap<>(fields);
        changed.put(field, value);
        return new ChatMessage(changed);
    }

    public String role() {
        return String.valueOf(fields.get("role"));
    }

    /** Text, a list of parts, or null. */
    public @Nullable Object content() {
        return fields.get("content");
    }
}
