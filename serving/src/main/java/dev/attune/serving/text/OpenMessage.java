package dev.attune.serving.text;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A conversation whose last message is to be gone on with. A mark goes after its last words; the text is cut where the mark
 * came out. Templates that trim the message trim the mark's blank, too, which tells how they treat white space. Some
 * templates know the mark, which is that of the reference (transformers, {@code continue_final_message}).
 *
 * @param messages with the mark
 * @param words that are to be continued
 */
record OpenMessage(List<ChatMessage> messages, String words) {
    private static final String MARK = "CONTINUE_FINAL_MESSAGE_TAG";
    private static final String MARK_AND_BLANK = MARK + " ";

    static OpenMessage of(List<ChatMessage> messages) {
        if (messages.isEmpty()) {
            throw new IllegalArgumentException("there is no message to continue");
        }
        ChatMessage last = messages.get(messages.size() - 1);
        List<ChatMessage> marked = new ArrayList<>(messages.subList(0, messages.size() - 1));
        Object content = last.content();
        if (content instanceof String text) {
            marked.add(last.with("content", text + MARK_AND_BLANK));
            return new OpenMessage(marked, text);
        }
        List<Object> parts = content instanceof List<?> list ? new ArrayList<>(list) : List.of();
        for (int i = parts.size() - 1; i >= 0; i--) {
            String text = textOf(parts.get(i));
            if (text != null) {
                parts.set(i, withText((Map<?, ?>) parts.get(i), text + MARK_AND_BLANK));
                marked.add(last.with("content", parts));
                return new OpenMessage(marked, text);
            }
        }
        throw new IllegalArgumentException("the last message has no words to continue");
    }

    private static @Nullable String textOf(Object part) {
        return part instanceof Map<?, ?> map && map.get("text") instanceof String text ? text : null;
    }

    private static Map<Object, Object> withText(Map<?, ?> part, String text) {
        Map<Object, Object> changed = new LinkedHashMap<>(part);
        changed.put("text", text);
        return changed;
    }

    String cut(String text) {
        int at = text.lastIndexOf(MARK);
        if (at < 0 || !text.contains(words.strip())) {
            throw new ChatTemplateException(
                    "the chat template does not show the words of the last message, so they cannot be continued");
        }
        String before = text.substring(0, at);
        return text.startsWith(MARK_AND_BLANK, at) ? before : before.stripTrailing();
    }
}
