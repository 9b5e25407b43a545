package dev.attune.serving.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.attune.serving.checkpoint.CheckpointException;
import dev.attune.serving.checkpoint.JsonFiles;
import dev.attune.serving.text.jinja.Template;
import dev.attune.serving.text.jinja.TemplateException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The chat templates and special tokens in a model folder.
 *
 * @param templates sources by name
 * @param specialTokens by the names under which templates read them
 */
record ChatTemplateFolder(Path dir, Map<String, String> templates, Map<String, Object> specialTokens) {
    private static final String CONFIG = "tokenizer_config.json";
    private static final String FILE = "chat_template.jinja";
    private static final String MORE = "additional_chat_templates";
    private static final String DEFAULT = "default";
    private static final String WITH_TOOLS = "tool_use";
    private static final List<String> TOKENS =
            List.of("bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token");
    private static final String CHAT_ML = "{%- for message in messages -%}"
            + "{{ '<|im_start|>' ~ message.role ~ '\\n' ~ (message.content or '') ~ '<|im_end|>\\n' }}"
            + "{%- endfor -%}"
            + "{%- if add_generation_prompt -%}{{ '<|im_start|>assistant\\n' }}{%- endif -%}";

    static ChatTemplateFolder read(Path dir) {
        JsonNode config = Files.exists(dir.resolve(CONFIG))
                ? JsonFiles.readObject(dir.resolve(CONFIG))
                : JsonNodeFactory.instance.objectNode();
        Map<String, String> templates = new LinkedHashMap<>();
        readConfig(config.path("chat_template"), templates);
        readFiles(dir, templates);
        return new ChatTemplateFolder(dir, templates, tokens(dir, config));
    }

    private static void readConfig(JsonNode template, Map<String, String> templates) {
        if (template.isTextual()) {
            templates.put(DEFAULT, template.asText());
        }
        template.forEach(named -> templates.put(
                named.path("name").asText(), named.path("template").asText()));
    }

    /** Files win over what the configuration says. */
    private static void readFiles(Path dir, Map<String, String> templates) {
        try {
            if (Files.exists(dir.resolve(FILE))) {
                templates.put(DEFAULT, Files.readString(dir.resolve(FILE)));
            }
            if (Files.isDirectory(dir.resolve(MORE))) {
                try (DirectoryStream<Path> files = Files.newDirectoryStream(dir.resolve(MORE), "*.jinja")) {
                    for (Path file : files) {
                        String name = String.valueOf(file.getFileName());
                        templates.put(name.substring(0, name.length() - ".jinja".length()), Files.readString(file));
                    }
                }
            }
        } catch (IOException unreadable) {
            throw new CheckpointException(dir.resolve(FILE) + ": cannot be read", unreadable);
        }
    }

    private static Map<String, Object> tokens(Path dir, JsonNode config) {
        Path mapFile = dir.resolve("special_tokens_map.json");
        JsonNode map = Files.exists(mapFile) ? JsonFiles.readObject(mapFile) : JsonNodeFactory.instance.objectNode();
        Map<String, Object> tokens = new LinkedHashMap<>();
        for (String name : TOKENS) {
            put(tokens, name, config.has(name) ? config.path(name) : map.path(name));
        }
        config.path("extra_special_tokens")
                .properties()
                .forEach(token -> put(tokens, token.getKey(), token.getValue()));
        return tokens;
    }

    /** A token is text, or an object with its text as content. */
    private static void put(Map<String, Object> tokens, String name, JsonNode token) {
        JsonNode text = token.isObject() ? token.path("content") : token;
        if (text.isTextual()) {
            tokens.put(name, text.asText());
        }
    }

    boolean hasTemplate() {
        return templates.containsKey(DEFAULT);
    }

    ChatTemplateFolder withChatMl() {
        return new ChatTemplateFolder(dir, Map.of(DEFAULT, CHAT_ML), specialTokens);
    }

    ChatTemplate open(Clock clock) {
        Template template = parse(DEFAULT);
        Template toolTemplate = templates.containsKey(WITH_TOOLS) ? parse(WITH_TOOLS) : template;
        return new ChatTemplate(template, toolTemplate, specialTokens, clock);
    }

    private Template parse(String name) {
        String source = templates.get(name);
        if (source == null) {
            throw new CheckpointException(dir + ": has no chat template, neither " + FILE + " nor chat_template in "
                    + CONFIG + (templates.isEmpty() ? "" : " by the name of " + name + ", only " + templates.keySet()));
        }
        try {
            return Template.parse(source);
        } catch (TemplateException malformed) {
            throw new CheckpointException(
                    dir + ": chat template \"" + name + "\": " + malformed.getMessage(), malformed);
        }
    }
}
