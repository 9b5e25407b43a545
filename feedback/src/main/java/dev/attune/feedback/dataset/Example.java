package dev.attune.feedback.dataset;

import dev.attune.feedback.Message;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Something to learn from. A closed family of immutable values. */
public sealed interface Example {

    Origin origin();

    /** What the assistant answers to: all messages before its answer. */
    List<Message> prompt();

    /** The word for this kind, as it is counted. */
    String kind();

    /** What was said, without who, when and about which copy of an answer. */
    List<Object> words();

    /** Whether there is nothing to learn from: no prompt, or no answer. */
    default boolean isEmpty() {
        return prompt().stream().allMatch(message -> message.content().isBlank());
    }

    /** Whether a person judged what a model wrote. */
    default boolean isJudgement() {
        return false;
    }

    /** The same with every text a person or model wrote replaced. */
    Example withTexts(UnaryOperator<String> change);

    /**
     * One answer was preferred to another.
     *
     * @param grades by criterion, only where the person graded both
     */
    record Pair(Origin origin, List<Message> prompt, Answer chosen, Answer rejected, Map<String, Grade> grades)
            implements Example {
        public Pair {
            prompt = List.copyOf(prompt);
            grades = Collections.unmodifiableMap(new TreeMap<>(grades));
        }

        /** By how much it was preferred: the mean difference of the grades; null where nothing was graded. */
        public @Nullable Double margin() {
            return grades.isEmpty()
                    ? null
                    : grades.values().stream()
                            .mapToInt(grade -> grade.chosen() - grade.rejected())
                            .average()
                            .orElseThrow();
        }

        @Override
        public String kind() {
            return "pairs";
        }

        @Override
        public List<Object> words() {
            return List.of(kind(), prompt, chosen.text(), rejected.text());
        }

        @Override
        public boolean isEmpty() {
            return Example.super.isEmpty()
                    || chosen.text().isBlank()
                    || rejected.text().isBlank();
        }

        @Override
        public boolean isJudgement() {
            return true;
        }

        @Override
        public Pair withTexts(UnaryOperator<String> change) {
            return new Pair(
                    origin,
                    changed(prompt, change),
                    chosen.withText(change.apply(chosen.text())),
                    rejected.withText(change.apply(rejected.text())),
                    grades);
        }
    }

    /** Grades of both answers by one criterion. */
    record Grade(int chosen, int rejected) {}

    /** A thumb on an answer. Answers without one make no example: unrated is not bad. */
    record Rated(Origin origin, List<Message> prompt, Answer answer, boolean good, List<String> reasons, String comment)
            implements Example {
        public Rated {
            prompt = List.copyOf(prompt);
            reasons = List.copyOf(reasons);
        }

        @Override
        public String kind() {
            return "thumbs";
        }

        @Override
        public List<Object> words() {
            return List.of(kind(), prompt, answer.text(), good);
        }

        @Override
        public boolean isEmpty() {
            return Example.super.isEmpty() || answer.text().isBlank();
        }

        @Override
        public boolean isJudgement() {
            return true;
        }

        @Override
        public Rated withTexts(UnaryOperator<String> change) {
            return new Rated(
                    origin,
                    changed(prompt, change),
                    answer.withText(change.apply(answer.text())),
                    good,
                    reasons.stream().map(change).toList(),
                    change.apply(comment));
        }
    }

    /** A conversation whose last message is as the assistant's should be. */
    record Demonstrated(Origin origin, List<Message> messages) implements Example {
        public Demonstrated {
            messages = List.copyOf(messages);
            if (messages.isEmpty() || !messages.get(messages.size() - 1).role().equals("assistant")) {
                throw new IllegalArgumentException("a demonstration must end with a message of the assistant");
            }
        }

        @Override
        public List<Message> prompt() {
            return messages.subList(0, messages.size() - 1);
        }

        @Override
        public String kind() {
            return "demonstrations";
        }

        @Override
        public List<Object> words() {
            return List.of(kind(), messages);
        }

        @Override
        public boolean isEmpty() {
            return Example.super.isEmpty()
                    || messages.get(messages.size() - 1).content().isBlank();
        }

        @Override
        public Demonstrated withTexts(UnaryOperator<String> change) {
            return new Demonstrated(origin, changed(messages, change));
        }
    }

    /** A prompt to draw answers for. */
    record Prompt(Origin origin, List<Message> prompt) implements Example {
        public Prompt {
            prompt = List.copyOf(prompt);
        }

        @Override
        public String kind() {
            return "prompts";
        }

        @Override
        public List<Object> words() {
            return List.of(kind(), prompt);
        }

        @Override
        public Prompt withTexts(UnaryOperator<String> change) {
            return new Prompt(origin, changed(prompt, change));
        }
    }

    private static List<Message> changed(List<Message> messages, UnaryOperator<String> change) {
        return messages.stream()
                .map(message -> new Message(message.role(), change.apply(message.content())))
                .toList();
    }
}
