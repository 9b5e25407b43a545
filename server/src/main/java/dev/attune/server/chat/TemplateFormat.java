package dev.attune.server.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.attune.api.ChatMessage;
import dev.attune.api.FunctionCall;
import dev.attune.api.ToolCall;
import dev.attune.server.http.ApiException;
import dev.attune.serving.text.ChatOptions;
import dev.attune.serving.text.ChatTemplate;
import dev.attune.serving.text.ChatTemplateException;
import dev.attune.serving.text.jinja.TemplateException;
import dev.attune.serving.text.jinja.TemplateRefusal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Prompts by the model's own chat template. Immutable; any thread may use it. */
public final class TemplateFormat implements PromptFormat {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ChatTemplate template;

    public TemplateFormat(ChatTemplate template) {
        this.template = template;
    }

    @Override
    public String prompt(List<ChatMessage> messages) {
        List<dev.attune.serving.text.ChatMessage> turns =
                messages.stream().map(TemplateFormat::turn).toList();
        try {
            return template.render(turns, ChatOptions.promptFor(turns));
        } catch (TemplateRefusal refusal) {
            throw ApiException.badRequest("The model's chat template refuses: " + refusal.getMessage(), "messages");
        } catch (TemplateException | ChatTemplateException | IllegalArgumentException failure) {
            throw ApiException.badRequest(
                    "The model's chat template cannot take these messages: " + failure.getMessage(), "messages");
        }
    }

    private static dev.attune.serving.text.ChatMessage turn(ChatMessage message) {
        Map<String, Object> fields = new LinkedHashMap<>();
        // Newer clients say developer where models were taught system.
        fields.put("role", message.role().equals("developer") ? "system" : message.role());
        fields.put("content", message.content() == null ? "" : message.content().text());
        if (message.name() != null) {
            fields.put("name", message.name());
        }
        if (message.toolCallId() != null) {
            fields.put("tool_call_id", message.toolCallId());
        }
        if (message.toolCalls() != null) {
            fields.put(
                    "tool_calls",
                    message.toolCalls().stream().map(TemplateFormat::call).toList());
        }
        return new dev.attune.serving.text.ChatMessage(fields);
    }

    private static Map<String, Object> call(ToolCall call) {
        FunctionCall function = call.function();
        return Map.of(
                "id", call.id(),
                "type", call.type(),
                "function", Map.of("name", function.name(), "arguments", arguments(function.arguments())));
    }

    /** Templates expect an object where the contract has its text. */
    private static Object arguments(String json) {
        try {
            return JSON.readValue(json, Object.class);
        } catch (JsonProcessingException notJson) {
            return json;
        }
    }
}
