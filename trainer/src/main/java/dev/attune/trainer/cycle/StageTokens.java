package dev.attune.trainer.cycle;

import dev.attune.feedback.Message;
import dev.attune.feedback.dataset.Example;
import dev.attune.serving.text.ChatMessage;
import dev.attune.serving.text.ChatTemplateException;
import dev.attune.serving.text.EncodedChat;
import dev.attune.serving.text.jinja.TemplateException;
import dev.attune.trainer.data.AnswerTokens;
import dev.attune.trainer.data.Conversation;
import dev.attune.trainer.data.ConversationEncoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * What people asked and wrote, as a model's tokens: a prompt's as they were stored with what was answered to it, and only what no completion
 * knows from its text. What is too long, or refused by the chat template, is left out; how many and why, the stage
 * is told. One thread.
 */
record StageTokens(ConversationEncoder encoder, AnswerTokens answers, StageRun run) {

    /**
     * Every prompt once, in the order they came.
     *
     * @param room tokens of the longest one that leaves room for an answer
     */
    List<int[]> prompts(List<Example> examples, int room) {
        Map<List<Message>, Optional<int[]>> asked = new LinkedHashMap<>();
        examples.forEach(example ->
                asked.merge(example.prompt(), stored(example), (first, next) -> first.isPresent() ? first : next));
        return fitting(
                "prompts",
                List.copyOf(asked.entrySet()),
                each -> each.getValue().orElseGet(() -> encoder.prompt(chat(each.getKey()))),
                ids -> ids.length,
                room);
    }

    private Optional<int[]> stored(Example example) {
        if (example instanceof Example.Pair pair) {
            return answers.promptOf(pair.prompt(), pair.chosen());
        }
        return example instanceof Example.Rated rated
                ? answers.promptOf(rated.prompt(), rated.answer())
                : Optional.empty();
    }

    /** @param context tokens of the longest one */
    List<EncodedChat> demonstrations(List<Example.Demonstrated> examples, int context) {
        return fitting(
                "demonstrations",
                examples,
                example -> encoder.encode(conversation(example)),
                chat -> chat.ids().length,
                context);
    }

    static Conversation conversation(Example.Demonstrated example) {
        return new Conversation(chat(example.messages()), null);
    }

    private <E, T> List<T> fitting(
            String what, List<E> examples, Function<E, T> tokens, ToIntFunction<T> length, int most) {
        List<T> fitting = new ArrayList<>();
        int refused = 0;
        for (E example : examples) {
            try {
                T encoded = tokens.apply(example);
                if (length.applyAsInt(encoded) <= most) {
                    fitting.add(encoded);
                }
            } catch (TemplateException | ChatTemplateException refusal) {
                refused++;
            }
        }
        int tooLong = examples.size() - fitting.size() - refused;
        if (fitting.size() < examples.size()) {
            run.note(String.format(
                    Locale.ROOT,
                    "of %,d %s, %,d are longer than %,d tokens and %,d are refused by the chat template; those are left out",
                    examples.size(),
                    what,
                    tooLong,
                    most,
                    refused));
        }
        return List.copyOf(fitting);
    }

    private static List<ChatMessage> chat(List<Message> messages) {
        return messages.stream()
                .map(message -> ChatMessage.of(message.role(), message.content()))
                .toList();
    }
}
