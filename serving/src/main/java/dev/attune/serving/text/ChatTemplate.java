package dev.attune.serving.text;

import dev.attune.serving.text.jinja.MarkedText;
import dev.attune.serving.text.jinja.Template;
import dev.attune.serving.text.jinja.TemplateLimits;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes text of conversations the way a model was taught to read them, by the Jinja template in its folder. Immutable; any
 * thread may use it.
 *
 * <p>What users write is a value to the template, never a part of it. Where the template refuses a conversation,
 * {@link dev.attune.serving.text.jinja.TemplateRefusal} carries its words; where it cannot cope with one,
 * {@link dev.attune.serving.text.jinja.TemplateException} says in which line.
 */
public final class ChatTemplate {
    private final Template template;
    private final Template toolTemplate;
    private final Map<String, Object> specialTokens;
    private final Clock clock;

    ChatTemplate(Template template, Template toolTemplate, Map<String, Object> specialTokens, Clock clock) {
        this.template = template;
        this.toolTemplate = toolTemplate;
        this.specialTokens = specialTokens;
        this.clock = clock;
    }

    /**
     * Opens the template of a model folder: {@code chat_template.jinja}, else what {@code tokenizer_config.json} has under
     * {@code chat_template}. Of several, "default" is used, and "tool_use" for conversations with tools.
     *
     * @throws dev.attune.serving.checkpoint.CheckpointException naming the file if there is none or it cannot be read
     */
    public static ChatTemplate open(Path dir) {
        return ChatTemplateFolder.read(dir).open(Clock.system(ZoneId.systemDefault()));
    }

    /** {@link #open}, but a folder without a template is taken to speak ChatML. */
    public static ChatTemplate openOrChatMl(Path dir) {
        ChatTemplateFolder folder = ChatTemplateFolder.read(dir);
        return (folder.hasTemplate() ? folder : folder.withChatMl()).open(Clock.system(ZoneId.systemDefault()));
    }

    /**
     * Parses a template.
     *
     * @param specialTokens such as {@code bos_token} and {@code eos_token}, by these names
     * @throws dev.attune.serving.text.jinja.TemplateException if it is not one
     */
    public static ChatTemplate parse(String source, Map<String, String> specialTokens) {
        Template template = Template.parse(source);
        return new ChatTemplate(template, template, Map.copyOf(specialTokens), Clock.system(ZoneId.systemDefault()));
    }

    /** The same by another clock: some templates tell the model the date. */
    public ChatTemplate withClock(Clock newClock) {
        return new ChatTemplate(template, toolTemplate, specialTokens, newClock);
    }

    /**
     * The text of a conversation.
     *
     * @throws IllegalArgumentException if a last message is to be continued that has no words
     * @throws ChatTemplateException if the template does not show the words that are to be continued
     */
    public String render(List<ChatMessage> messages, ChatOptions options) {
        if (!options.continueFinalMessage()) {
            return mark(messages, options).text();
        }
        OpenMessage open = OpenMessage.of(messages);
        return open.cut(mark(open.messages(), options).text());
    }

    /**
     * The text of a whole conversation and what of it the assistant says, for training. Templates with generation blocks
     * say so themselves; for others every turn is looked for between what the model would have been asked and what the
     * conversation goes on with.
     *
     * @throws ChatTemplateException if the template makes these impossible to tell apart
     */
    public RenderedChat renderWithSpans(List<ChatMessage> messages, ChatOptions options) {
        ChatOptions whole = options.endingWithPrompt(false);
        MarkedText marked = mark(messages, whole);
        boolean isMarked = choose(whole).marksGenerations();
        return isMarked
                ? AssistantSpans.ofMarks(marked, messages)
                : new AssistantSpans(this, messages, whole, marked.text()).find();
    }

    /** {@link #renderWithSpans} as tokens. A token that the assistant says a part of counts as the assistant's. */
    public EncodedChat encode(Tokenizer tokenizer, List<ChatMessage> messages, ChatOptions options) {
        RenderedChat chat = renderWithSpans(messages, options);
        return EncodedChat.of(tokenizer.encodeWithOffsets(chat.text()), chat);
    }

    private Template choose(ChatOptions options) {
        return options.tools() == null ? template : toolTemplate;
    }

    private MarkedText mark(List<ChatMessage> messages, ChatOptions options) {
        Map<String, @Nullable Object> variables = new LinkedHashMap<>(specialTokens);
        variables.putAll(options.variables());
        variables.put("messages", messages.stream().map(ChatMessage::fields).toList());
        variables.put("tools", options.tools());
        variables.put("documents", options.documents());
        variables.put("add_generation_prompt", options.addGenerationPrompt());
        return choose(options).render(variables, TemplateLimits.DEFAULT, clock);
    }
}
