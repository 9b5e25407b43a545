package dev.attune.trainer.data;

import dev.attune.serving.text.ChatMessage;
import dev.attune.serving.text.ChatOptions;
import dev.attune.serving.text.ChatTemplate;
import dev.attune.serving.text.EncodedChat;
import dev.attune.serving.text.Tokenizer;
import java.nio.file.Path;
import java.util.List;

/**
 * Turns a conversation into the tokens that serving would make of it and says which are to be learned: what the assistant
 * says in every turn, and the mark that ends it. Safe for many threads; whoever opened it closes it.
 */
public final class ConversationEncoder implements AutoCloseable {
    private final ChatTemplate template;
    private final Tokenizer tokenizer;

    private ConversationEncoder(ChatTemplate template, Tokenizer tokenizer) {
        this.template = template;
        this.tokenizer = tokenizer;
    }

    /** With the template and the tokenizer of a model folder; a folder without a template is taken to speak ChatML. */
    public static ConversationEncoder open(Path model) {
        return new ConversationEncoder(ChatTemplate.openOrChatMl(model), Tokenizer.open(model));
    }

    /**
     * Encodes all turns.
     *
     * @throws dev.attune.serving.text.jinja.TemplateException if the template refuses the conversation
     * @throws dev.attune.serving.text.ChatTemplateException if it cannot tell the assistant's turns apart
     */
    public EncodedChat encode(Conversation conversation) {
        return template.encode(tokenizer, conversation.messages(), ChatOptions.WHOLE.withTools(conversation.tools()));
    }

    /** The tokens of a conversation that the assistant is to go on with. */
    public int[] prompt(List<ChatMessage> messages) {
        return tokenizer.encode(template.render(messages, ChatOptions.PROMPT));
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
