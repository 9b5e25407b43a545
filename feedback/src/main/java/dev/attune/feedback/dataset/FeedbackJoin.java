package dev.attune.feedback.dataset;

import dev.attune.feedback.AnswerId;
import dev.attune.feedback.Comparison;
import dev.attune.feedback.CompletionRecord;
import dev.attune.feedback.Correction;
import dev.attune.feedback.Demonstration;
import dev.attune.feedback.Feedback;
import dev.attune.feedback.FeedbackEvent;
import dev.attune.feedback.Grades;
import dev.attune.feedback.Message;
import dev.attune.feedback.Ranking;
import dev.attune.feedback.Thumb;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Makes examples of judgements: looks up the answers they name, and leaves out ties and what cannot be learned from. A ranking of K answers
 * becomes up to K(K−1)/2 pairs; a correction becomes a demonstration, not a pair, for a reward model would learn from such
 * pairs to tell people's writing from the model's. One thread.
 */
public final class FeedbackJoin {
    private final KeyedHash pseudonyms;
    private final Drops drops;

    /**
     * @param pseudonyms names users from here on: nothing that learns needs to know who they are
     * @param drops counts what makes no example
     */
    public FeedbackJoin(KeyedHash pseudonyms, Drops drops) {
        this.pseudonyms = pseudonyms;
        this.drops = drops;
    }

    /**
     * The examples of one judgement that holds.
     *
     * @param completions finds a completion by its id
     */
    public List<Example> examples(FeedbackEvent event, Function<String, Optional<CompletionRecord>> completions) {
        List<Example> made = new ArrayList<>();
        Feedback feedback = event.feedback();
        if (feedback instanceof Demonstration demonstration) {
            made.add(new Example.Demonstrated(origin(event, event.user()), demonstration.messages()));
        } else if (!feedback.answers().isEmpty()) {
            shown(feedback, completions)
                    .ifPresent(shown -> judged(origin(event, shown.author()), feedback, shown, made::add));
        }
        return made;
    }

    /** The prompt of a completion; empty if it is no conversation of words. */
    public Optional<Example> prompt(CompletionRecord completion) {
        String author = pseudonyms.pseudonym(author(completion));
        Origin origin =
                new Origin(completion.id(), author, author, completion.times().createdMs());
        Optional<List<Message>> messages = conversation(completion);
        if (messages.isEmpty()) {
            drops.add(DropReason.NO_CONVERSATION, 1);
        }
        return messages.map(prompt -> new Example.Prompt(origin, prompt));
    }

    private Origin origin(FeedbackEvent event, String author) {
        return new Origin(
                event.judgementId(), pseudonyms.pseudonym(event.user()), pseudonyms.pseudonym(author), event.atMs());
    }

    /** Whoever did not say who they are is nobody else. */
    private static String author(CompletionRecord completion) {
        String user = completion.user();
        return user == null ? completion.id() : user;
    }

    /** What the person saw: one prompt, by its author, and answers to it. */
    private record Shown(String author, List<Message> prompt, Map<AnswerId, Answer> answers) {
        Answer at(AnswerId id) {
            Answer answer = answers.get(id);
            if (answer == null) {
                throw new IllegalStateException("not among the answers judged: " + id);
            }
            return answer;
        }
    }

    private Optional<Shown> shown(Feedback feedback, Function<String, Optional<CompletionRecord>> completions) {
        Map<AnswerId, Answer> answers = new HashMap<>();
        CompletionRecord first = null;
        List<Integer> promptIds = List.of();
        for (AnswerId id : feedback.answers()) {
            Optional<CompletionRecord> found = completions.apply(id.completionId());
            if (found.isEmpty()) {
                return dropped(DropReason.COMPLETION_GONE);
            }
            CompletionRecord completion = found.get();
            Optional<CompletionRecord.Choice> choice = completion.choices().stream()
                    .filter(one -> one.index() == id.choice())
                    .findAny();
            if (choice.isEmpty()) {
                return dropped(DropReason.ANSWER_GONE);
            }
            List<Integer> ids = completion.promptOf(choice.get()).ids();
            promptIds = first == null ? ids : promptIds;
            first = first == null ? completion : first;
            if (!ids.equals(promptIds)) {
                return dropped(DropReason.DIFFERENT_PROMPTS);
            }
            answers.put(
                    id,
                    new Answer(
                            id.toString(),
                            completion.weightsVersion(),
                            choice.get().text()));
        }
        if (first == null || conversation(first).isEmpty()) {
            return dropped(DropReason.NO_CONVERSATION);
        }
        String author = author(first);
        return conversation(first).map(prompt -> new Shown(author, prompt, answers));
    }

    private Optional<Shown> dropped(DropReason reason) {
        drops.add(reason, 1);
        return Optional.empty();
    }

    private void judged(Origin origin, Feedback feedback, Shown shown, Consumer<Example> made) {
        if (feedback instanceof Thumb thumb) {
            Answer answer = shown.at(thumb.answer());
            made.accept(
                    new Example.Rated(origin, shown.prompt(), answer, thumb.up(), thumb.reasons(), thumb.comment()));
        } else if (feedback instanceof Correction correction) {
            List<Message> messages = new ArrayList<>(shown.prompt());
            messages.add(new Message("assistant", correction.correction()));
            made.accept(new Example.Demonstrated(origin, messages));
        } else if (feedback instanceof Ranking ranking) {
            pairs(origin, ranking.tiers(), ranking.criteria(), shown, made);
        } else if (feedback instanceof Comparison comparison) {
            compared(origin, comparison, shown, made);
        }
    }

    private void compared(Origin origin, Comparison comparison, Shown shown, Consumer<Example> made) {
        AnswerId first = comparison.first();
        AnswerId second = comparison.second();
        switch (comparison.outcome()) {
            case FIRST -> pairs(origin, List.of(List.of(first), List.of(second)), comparison.criteria(), shown, made);
            case SECOND -> pairs(origin, List.of(List.of(second), List.of(first)), comparison.criteria(), shown, made);
            case TIE -> drops.add(DropReason.TIED, 1);
            case BOTH_BAD -> drops.add(DropReason.BOTH_BAD, 1);
        }
    }

    private void pairs(Origin origin, List<List<AnswerId>> tiers, Grades grades, Shown shown, Consumer<Example> made) {
        for (int better = 0; better < tiers.size(); better++) {
            int tied = tiers.get(better).size();
            drops.add(DropReason.TIED, (long) tied * (tied - 1) / 2);
            for (AnswerId chosen : tiers.get(better)) {
                for (int worse = better + 1; worse < tiers.size(); worse++) {
                    for (AnswerId rejected : tiers.get(worse)) {
                        made.accept(new Example.Pair(
                                origin,
                                shown.prompt(),
                                shown.at(chosen),
                                shown.at(rejected),
                                both(grades, chosen, rejected)));
                    }
                }
            }
        }
    }

    /** A grade that one of the two lacks is missing, never 0. */
    private static Map<String, Example.Grade> both(Grades grades, AnswerId chosen, AnswerId rejected) {
        Map<String, Example.Grade> both = new HashMap<>();
        grades.byCriterion().forEach((criterion, byAnswer) -> {
            Integer better = byAnswer.get(chosen);
            Integer worse = byAnswer.get(rejected);
            if (better != null && worse != null) {
                both.put(criterion, new Example.Grade(better, worse));
            }
        });
        return both;
    }

    private static Optional<List<Message>> conversation(CompletionRecord completion) {
        List<Message> messages = new ArrayList<>();
        for (CompletionRecord.Turn turn : completion.messages()) {
            String content = turn.content();
            if (content == null || !turn.toolCalls().isEmpty() || turn.role().equals("tool")) {
                return Optional.empty();
            }
            messages.add(new Message(turn.role().equals("developer") ? "system" : turn.role(), content));
        }
        return messages.isEmpty() ? Optional.empty() : Optional.of(messages);
    }
}
