package dev.attune.trainer.data;

import dev.attune.feedback.AnswerId;
import dev.attune.feedback.CompletionRecord;
import dev.attune.feedback.CompletionRecord.Choice;
import dev.attune.feedback.CompletionRecord.Turn;
import dev.attune.feedback.Message;
import dev.attune.feedback.dataset.Answer;
import dev.attune.serving.text.ChatMessage;
import dev.attune.serving.text.ChatTemplateException;
import dev.attune.serving.text.EncodedChat;
import dev.attune.serving.text.jinja.TemplateException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The tokens of answers as they were drawn. Only where there are none is text turned into tokens: what people wrote, what came from
 * elsewhere, and what was changed since, such as a name that was taken out. One thread.
 */
public final class AnswerTokens {
    private final Function<String, Optional<CompletionRecord>> completions;
    private final ConversationEncoder encoder;
    private final int contextTokens;
    private long tooLong;
    private long unanswered;
    private long refused;

    /**
     * @param completions finds a completion by its id
     * @param encoder of the model that learns; the drawn tokens must be of its vocabulary
     * @param contextTokens longest sequence; longer ones are left out and counted, as is what the template refuses
     */
    public AnswerTokens(
            Function<String, Optional<CompletionRecord>> completions, ConversationEncoder encoder, int contextTokens) {
        this.completions = completions;
        this.encoder = encoder;
        this.contextTokens = contextTokens;
    }

    /** Prompt and answer, with the token that ended it if there was one. */
    Optional<int[]> of(List<Message> prompt, Answer answer) {
        Optional<int[]> drawn = drawn(prompt, answer);
        return drawn.isPresent() ? drawn.flatMap(this::fitting) : of(with(prompt, answer.text()));
    }

    /** The tokens of the prompt alone, as they were stored with the answer; empty where no completion has them. */
    public Optional<int[]> promptOf(List<Message> prompt, Answer answer) {
        return choice(prompt, answer, (completion, choice) -> ints(completion.promptOf(choice).ids().stream()));
    }

    /** A conversation up to the mark that ends the assistant's last turn. */
    Optional<int[]> of(List<Message> messages) {
        List<ChatMessage> chat = messages.stream()
                .map(message -> ChatMessage.of(message.role(), message.content()))
                .toList();
        try {
            return answered(encoder.encode(new Conversation(chat, null)));
        } catch (TemplateException | ChatTemplateException refusal) {
            refused++;
            return Optional.empty();
        }
    }

    /** What was left out so far. */
    LeftOut leftOut() {
        return new LeftOut(tooLong, unanswered, refused, 0);
    }

    private Optional<int[]> answered(EncodedChat encoded) {
        boolean[] mask = encoded.assistantMask();
        int end = IntStream.range(0, mask.length).filter(i -> mask[i]).max().orElse(-1) + 1;
        if (end == 0) {
            unanswered++;
            return Optional.empty();
        }
        return fitting(IntStream.of(encoded.ids()).limit(end).toArray());
    }

    private Optional<int[]> drawn(List<Message> prompt, Answer answer) {
        return choice(
                prompt,
                answer,
                (completion, choice) ->
                        ints(Stream.concat(completion.promptOf(choice).ids().stream(), choice.tokenIds().stream())));
    }

    /** What a completion has of an answer, if the example still says what was said then. */
    private Optional<int[]> choice(
            List<Message> prompt, Answer answer, BiFunction<CompletionRecord, Choice, int[]> tokens) {
        if (answer.id().isEmpty()) {
            return Optional.empty();
        }
        AnswerId id = AnswerId.parse(answer.id());
        return completions.apply(id.completionId()).filter(completion -> isOf(completion, prompt)).stream()
                .flatMap(completion -> completion.choices().stream()
                        .filter(choice ->
                                choice.index() == id.choice() && choice.text().equals(answer.text()))
                        .map(choice -> tokens.apply(completion, choice)))
                .findFirst();
    }

    /** Whether the example still says what was said then. */
    private static boolean isOf(CompletionRecord completion, List<Message> prompt) {
        List<String> then = completion.messages().stream()
                .map(Turn::content)
                .map(String::valueOf)
                .toList();
        return then.equals(prompt.stream().map(Message::content).toList());
    }

    private static int[] ints(Stream<Integer> ids) {
        return ids.mapToInt(Integer::intValue).toArray();
    }

    private Optional<int[]> fitting(int[] ids) {
        if (ids.length > contextTokens) {
            tooLong++;
            return Optional.empty();
        }
        return Optional.of(ids);
    }

    private static List<Message> with(List<Message> prompt, String answer) {
        List<Message> messages = new ArrayList<>(prompt);
        messages.add(new Message("assistant", answer));
        return messages;
    }
}
