package dev.attune.serving.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.attune.serving.checkpoint.CheckpointException;
import dev.attune.serving.text.jinja.Span;
import dev.attune.serving.text.jinja.TemplateRefusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class ChatTemplateTest {
    private static final String TURNS = "{% for m in messages %}[{{ m.role }}]{{ m.content }}[/]\n{% endfor %}"
            + "{% if add_generation_prompt %}[assistant]{% endif %}";
    private static final List<ChatMessage> CHAT = List.of(
            ChatMessage.of("user", "Two colours?"),
            ChatMessage.of("assistant", "Red, blue."),
            ChatMessage.of("user", "A third?"),
            ChatMessage.of("assistant", " Green. "));

    @TempDir
    Path dir = Path.of("");

    @ParameterizedTest
    @FieldSource("dev.attune.serving.text.Golden#NAMES")
    void rendersWhatTheReferenceRenders(String name) {
        ChatTemplate template = ChatTemplate.open(Golden.folder(name));
        int chats = 0;
        for (JsonNode prompt : Golden.expected(name).path("prompts")) {
            if (prompt.has("messages")) {
                List<ChatMessage> messages = messages(prompt.path("messages"));
                assertThat(template.render(messages, ChatOptions.PROMPT))
                        .isEqualTo(prompt.path("text").asText());
                assertThat(template.render(messages, ChatOptions.WHOLE))
                        .isEqualTo(prompt.path("text_without_generation_prompt").asText());
                chats++;
            }
        }
        assertThat(chats).isPositive();
    }

    private static List<ChatMessage> messages(JsonNode array) {
        List<ChatMessage> messages = new ArrayList<>();
        array.forEach(message -> messages.add(ChatMessage.of(
                message.path("role").asText(), message.path("content").asText())));
        return messages;
    }

    @Test
    void findsTheAssistantsTurnsWithTheirEndButNotTheLineEndAfterIt() {
        RenderedChat chat = template(TURNS).renderWithSpans(CHAT, ChatOptions.WHOLE);
        assertThat(said(chat)).containsExactly("Red, blue.[/]", " Green. [/]");
    }

    @Test
    void keepsWhiteSpaceThatIsAllThereIsToEndATurn() {
        RenderedChat chat = template("{% for m in messages %}{{ m.role }}: {{ m.content }}\n\n{% endfor %}"
                        + "{% if add_generation_prompt %}assistant: {% endif %}")
                .renderWithSpans(CHAT, ChatOptions.WHOLE);
        assertThat(said(chat)).containsExactly("Red, blue.\n\n", " Green. \n\n");
    }

    @Test
    void takesTheTemplatesWordForWhatTheAssistantSays() {
        RenderedChat chat = template("{% for m in messages %}{% if m.role == 'assistant' %}A:"
                        + "{% generation %}{{ m.content | trim }}|{% endgeneration %}"
                        + "{% else %}U:{{ m.content }}|{% endif %}{% endfor %}")
                .renderWithSpans(CHAT, ChatOptions.WHOLE);
        assertThat(said(chat)).containsExactly("Red, blue.|", "Green.|");
    }

    @Test
    void findsTurnsThatLoseTheirThoughtsAsTheConversationGoesOn() {
        String source = "{% for m in messages %}<{{ m.role }}>"
                + "{% if m.role == 'assistant' and loop.last %}<think></think>{% endif %}"
                + "{{ m.content }}<end>\n{% endfor %}{% if add_generation_prompt %}<assistant>{% endif %}";
        RenderedChat chat = template(source).renderWithSpans(CHAT, ChatOptions.WHOLE);
        assertThat(said(chat)).containsExactly("Red, blue.<end>", "<think></think> Green. <end>");
    }

    @Test
    void findsTurnsOfTemplatesThatEndAConversationOtherwise() {
        RenderedChat chat = template("{% for m in messages %}<{{ m.role }}>{{ m.content }}<end>\n{% endfor %}"
                        + "{% if add_generation_prompt %}<assistant>{% else %}<eos>{% endif %}")
                .renderWithSpans(CHAT, ChatOptions.WHOLE);
        assertThat(said(chat)).containsExactly("Red, blue.<end>", " Green. <end>\n<eos>");
    }

    @Test
    void saysWhenTurnsCannotBeToldApart() {
        ChatTemplate template = template("{% for m in messages %}<{{ m.role }}>{{ m.content }}{% endfor %}"
                + "{% if add_generation_prompt %}<assistant><think>{% endif %}");
        assertThatThrownBy(() -> template.renderWithSpans(CHAT, ChatOptions.WHOLE))
                .isInstanceOf(ChatTemplateException.class)
                .hasMessageContaining("message 1")
                .hasMessageContaining("what prompts for it");
    }

    @Test
    void masksTheTokensThatTheAssistantSays() {
        try (Tokenizer tokenizer = Golden.tokenizer("tiny-qwen2")) {
            ChatTemplate template = ChatTemplate.open(Golden.folder("tiny-qwen2"));
            EncodedChat chat = template.encode(tokenizer, CHAT, ChatOptions.WHOLE);
            assertThat(tokenizer.decodeWithSpecials(chat.ids())).isEqualTo(template.render(CHAT, ChatOptions.WHOLE));
            List<Integer> said = new ArrayList<>();
            for (int i = 0; i < chat.ids().length; i++) {
                if (chat.assistantMask()[i]) {
                    said.add(chat.ids()[i]);
                }
            }
            int[] ids = said.stream().mapToInt(Integer::intValue).toArray();
            assertThat(tokenizer.decodeWithSpecials(ids)).isEqualTo("Red, blue.<|im_end|> Green. <|im_end|>");
        }
    }

    @Test
    void continuesTheLastMessageRightAfterItsWords() {
        assertThat(template(TURNS).render(CHAT, ChatOptions.CONTINUED)).endsWith("[assistant] Green. ");
        assertThat(template(TURNS.replace("m.content", "m.content | trim")).render(CHAT, ChatOptions.CONTINUED))
                .endsWith("[assistant]Green.");
    }

    @Test
    void continuesTheLastOfSeveralParts() {
        ChatMessage parts = new ChatMessage(Map.of(
                "role",
                "assistant",
                "content",
                List.of(Map.of("type", "text", "text", "One, "), Map.of("type", "text", "text", "two, "))));
        String text = template("{% for m in messages %}{% for p in m.content %}{{ p.text }}{% endfor %}!{% endfor %}")
                .render(List.of(parts), ChatOptions.CONTINUED);
        assertThat(text).isEqualTo("One, two, ");
    }

    @Test
    void refusesToContinueWhatIsNotShown() {
        ChatTemplate silent = template("{% for m in messages %}{{ m.role }}{% endfor %}");
        assertThatThrownBy(() -> silent.render(CHAT, ChatOptions.CONTINUED)).isInstanceOf(ChatTemplateException.class);
        assertThatThrownBy(() -> silent.render(List.of(), ChatOptions.CONTINUED))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void promptsOrContinuesByWhoSpokeLast() {
        assertThat(ChatOptions.promptFor(CHAT)).isEqualTo(ChatOptions.CONTINUED);
        assertThat(ChatOptions.promptFor(CHAT.subList(0, 3))).isEqualTo(ChatOptions.PROMPT);
    }

    @Test
    void givesTheTemplateToolsTokensVariablesAndTheDate() {
        ChatTemplate template = ChatTemplate.parse(
                        "{{ bos_token }}{{ tools | tojson }}{{ depth }}{{ documents }}{{ unk_token }}"
                                + "{{ strftime_now('%d %b %Y') }}{{ messages[0].tool_calls[0].function.name }}",
                        Map.of("bos_token", "<s>"))
                .withClock(Clock.fixed(Instant.parse("2024-02-29T12:00:00Z"), ZoneOffset.UTC));
        ChatMessage call =
                ChatMessage.of("assistant", "").with("tool_calls", List.of(Map.of("function", Map.of("name", "add"))));
        ChatOptions options =
                ChatOptions.WHOLE.withTools(List.of(Map.of("name", "add"))).withVariables(Map.of("depth", 3));
        assertThat(template.render(List.of(call), options)).isEqualTo("<s>[{\"name\": \"add\"}]3None29 Feb 2024add");
    }

    @Test
    void neverReadsWhatUsersWriteAsTemplate() {
        String nasty = "{{ 40 + 2 }}{% raw %}{# x #}";
        assertThat(template(TURNS).render(List.of(ChatMessage.of("user", nasty)), ChatOptions.WHOLE))
                .isEqualTo("[user]" + nasty + "[/]\n");
    }

    @Test
    void handsOnTheTemplatesRefusal() {
        assertThatThrownBy(() -> template("{{ raise_exception('Roles must alternate') }}")
                        .render(CHAT, ChatOptions.PROMPT))
                .isInstanceOf(TemplateRefusal.class)
                .hasMessage("Roles must alternate");
    }

    @Test
    void opensNamedTemplatesAndTokensThatAreObjects() throws IOException {
        write(
                "tokenizer_config.json",
                """
                {"bos_token": {"content": "<s>", "special": true}, "eos_token": "</s>", "unk_token": null,
                 "chat_template": [{"name": "default", "template": "{{ bos_token }}D{{ unk_token }}"},
                                   {"name": "tool_use", "template": "T{{ eos_token }}"}]}""");
        write("special_tokens_map.json", "{\"pad_token\": \"<pad>\"}");
        ChatTemplate template = ChatTemplate.open(dir);
        assertThat(template.render(CHAT, ChatOptions.WHOLE)).isEqualTo("<s>D");
        assertThat(template.render(CHAT, ChatOptions.WHOLE.withTools(List.of())))
                .isEqualTo("T</s>");
    }

    @Test
    void prefersTemplatesInFilesOfTheirOwn() throws IOException {
        write("tokenizer_config.json", "{\"chat_template\": \"old\", \"bos_token\": \"<s>\"}");
        write("chat_template.jinja", "{{ bos_token }}new\n");
        Files.createDirectory(dir.resolve("additional_chat_templates"));
        write("additional_chat_templates/tool_use.jinja", "tools");
        ChatTemplate template = ChatTemplate.open(dir);
        assertThat(template.render(CHAT, ChatOptions.WHOLE)).isEqualTo("<s>new");
        assertThat(template.render(CHAT, ChatOptions.WHOLE.withTools(List.of())))
                .isEqualTo("tools");
    }

    @Test
    void saysThatAFolderHasNoTemplateUnlessChatMlWillDo() throws IOException {
        write("tokenizer_config.json", "{}");
        assertThatThrownBy(() -> ChatTemplate.open(dir))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(dir + ": has no chat template");
        assertThat(ChatTemplate.openOrChatMl(dir).render(CHAT.subList(0, 1), ChatOptions.PROMPT))
                .isEqualTo("<|im_start|>user\nTwo colours?<|im_end|>\n<|im_start|>assistant\n");
    }

    @Test
    void namesTheFolderAndLineOfACorruptTemplate() throws IOException {
        write("chat_template.jinja", "fine\n{% if x %}");
        assertThatThrownBy(() -> ChatTemplate.open(dir))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(dir.toString())
                .hasMessageContaining("line 2");
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(dir.resolve(file), text);
    }

    private static ChatTemplate template(String source) {
        return ChatTemplate.parse(source, Map.of());
    }

    private static List<String> said(RenderedChat chat) {
        return chat.assistant().stream().map(span -> cut(chat, span)).toList();
    }

    private static String cut(RenderedChat chat, Span span) {
        return chat.text().substring(span.start(), span.end());
    }
}
