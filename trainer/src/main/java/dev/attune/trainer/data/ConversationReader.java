package dev.attune.trainer.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.attune.feedback.exchange.ExchangeException;
import dev.attune.feedback.exchange.LineReader;
import dev.attune.serving.text.ChatMessage;
import dev.attune.serving.text.ChatTemplateException;
import dev.attune.serving.text.EncodedChat;
import dev.attune.serving.text.jinja.TemplateException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads conversations, one JSON object {@code {"messages": [{"role": …, "content": …}, …]}} a line, one line in memory at a
 * time. Blank lines are passed over. One thread; whoever opened it closes it.
 */
public final class ConversationReader implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> ROLES = Set.of("system", "user", "assistant", "tool");

    private final LineReader lines;

    /** @throws ExchangeException if the file cannot be opened */
    public ConversationReader(Path file) {
        this.lines = new LineReader(file);
    }

    /**
     * A whole file, in a list that is the caller's.
     *
     * @throws DataException naming file, line and field
     * @throws ExchangeException naming file and line if it cannot be read
     */
    public static List<Conversation> all(Path file) {
        List<Conversation> all = new ArrayList<>();
        try (ConversationReader reader = new ConversationReader(file)) {
            for (Optional<Conversation> next = reader.next(); next.isPresent(); next = reader.next()) {
                all.add(next.get());
            }
        }
        return all;
    }

    /**
     * The next conversation; empty at the end of the file.
     *
     * @throws DataException naming file, line and field
     * @throws ExchangeException naming file and line if it cannot be read
     */
    public Optional<Conversation> next() {
        return Optional.ofNullable(lines.next()).map(this::parse);
    }

    /**
     * The next conversation as a model reads it; empty at the end of the file.
     *
     * @throws DataException as {@link #next()}, or if the model's template refuses it
     */
    public Optional<EncodedChat> next(ConversationEncoder encoder) {
        try {
            return next().map(encoder::encode);
        } catch (TemplateException | ChatTemplateException refused) {
            throw complaint("the chat template refuses it: " + refused.getMessage());
        }
    }

    /** The number of the line read last, counted from 1. */
    public long line() {
        return lines.line();
    }

    @Override
    public void close() {
        lines.close();
    }

    private Conversation parse(String text) {
        JsonNode object = object(text);
        JsonNode messages = object.path("messages");
        if (!messages.isArray() || messages.isEmpty()) {
            throw complaint("\"messages\" must be a list of at least one message");
        }
        List<ChatMessage> read = new ArrayList<>(messages.size());
        for (int i = 0; i < messages.size(); i++) {
            read.add(message(messages.get(i), "messages[" + i + "]"));
        }
        return new Conversation(read, tools(object.path("tools")));
    }

    private @Nullable List<Map<String, Object>> tools(JsonNode tools) {
        if (tools.isMissingNode() || tools.isNull()) {
            return null;
        }
        if (!tools.isArray()) {
            throw complaint("\"tools\" must be a list, was " + shown(tools));
        }
        return JSON.convertValue(tools, new TypeReference<>() {});
    }

    private JsonNode object(String text) {
        try {
            JsonNode node = JSON.readTree(text);
            if (node.isObject()) {
                return node;
            }
            throw complaint("a JSON object was expected");
        } catch (JsonProcessingException malformed) {
            throw new DataException(lines.place() + ": not JSON: " + malformed.getOriginalMessage(), malformed);
        }
    }

    private ChatMessage message(JsonNode node, String place) {
        JsonNode role = node.path("role");
        if (!role.isTextual() || !ROLES.contains(role.asText())) {
            throw complaint("\"" + place + ".role\" must be one of system, user, assistant, tool, was " + shown(role));
        }
        JsonNode content = node.path("content");
        boolean calls = node.path("tool_calls").isArray();
        if (!content.isTextual() && !(calls && (content.isMissingNode() || content.isNull()))) {
            throw complaint("\"" + place + ".content\" must be a string, was " + shown(content));
        }
        return new ChatMessage(JSON.convertValue(node, new TypeReference<>() {}));
    }

    /** An error that names the line read last. */
    public DataException complaint(String what) {
        return new DataException(lines.place() + ": " + what);
    }

    private static String shown(JsonNode node) {
        return node.isMissingNode() ? "missing" : node.toString();
    }
}
