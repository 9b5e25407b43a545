package dev.attune.feedback.dataset;

import static org.assertj.core.api.Assertions.assertThat;

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
import dev.attune.feedback.Retraction;
import dev.attune.feedback.Thumb;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class FeedbackExamplesTest {
    private static final KeyedHash HASH = new KeyedHash("0123456789abcdef".getBytes(StandardCharsets.UTF_8));
    private final Map<String, CompletionRecord> completions = new HashMap<>();
    private final Drops drops = new Drops();

    @Test
    void aRankingBecomesAllPairsButTheTiedOnes() {
        complete("a", 1, "A");
        complete("b", 2, "B");
        complete("c", 2, "C");
        complete("d", 3, "D");
        Ranking ranking = new Ranking(List.of(ids("a"), ids("b", "c"), ids("d")), Grades.NONE, "");
        assertThat(examples(event("ann", ranking)))
                .map(Example.Pair.class::cast)
                .extracting(pair -> pair.chosen().text() + ">" + pair.rejected().text())
                .containsExactlyInAnyOrder("A>B", "A>C", "A>D", "B>D", "C>D");
        assertThat(drops.counts()).isEqualTo(Map.of(DropReason.TIED, 1L));
    }

    @Test
    void aPairKnowsItsAnswersAndWhoseConversationItWas() {
        complete("a", 41, "A");
        complete("b", 42, "B");
        Example.Pair pair = (Example.Pair)
                examples(event("labeler", compared(Comparison.Outcome.SECOND))).get(0);
        assertThat(pair.chosen()).isEqualTo(new Answer("b", 42, "B"));
        assertThat(pair.rejected()).isEqualTo(new Answer("a", 41, "A"));
        assertThat(pair.prompt()).containsExactly(new Message("system", "Be kind."), new Message("user", "Hi"));
        assertThat(pair.origin().user())
                .isEqualTo(HASH.pseudonym("labeler"))
                .isNotEqualTo(pair.origin().author());
        assertThat(pair.origin().author()).isEqualTo(HASH.pseudonym("owner"));
    }

    @Test
    void tiesAndBothBadMakeNoPair() {
        complete("a", 1, "A");
        complete("b", 1, "B");
        assertThat(examples(
                        event("ann", compared(Comparison.Outcome.TIE)),
                        event("bob", compared(Comparison.Outcome.BOTH_BAD))))
                .isEmpty();
        assertThat(drops.counts()).isEqualTo(Map.of(DropReason.TIED, 1L, DropReason.BOTH_BAD, 1L));
    }

    @Test
    void aGradeThatOneAnswerLacksIsMissingAndNotZero() {
        complete("a", 1, "A");
        complete("b", 1, "B");
        AnswerId a = AnswerId.of("a");
        AnswerId b = AnswerId.of("b");
        Grades grades = new Grades(
                Map.of("relevance", Map.of(a, 5, b, 2), "style", Map.of(a, 3), "safety", Map.of(a, 4, b, 5)));
        Example.Pair pair =
                (Example.Pair) examples(event("ann", new Comparison(a, b, Comparison.Outcome.FIRST, grades, "")))
                        .get(0);
        assertThat(pair.grades()).containsOnlyKeys("relevance", "safety");
        assertThat(pair.margin()).isEqualTo(1.0);
        Example.Pair ungraded =
                new Example.Pair(pair.origin(), pair.prompt(), pair.chosen(), pair.rejected(), Map.of());
        assertThat(ungraded.margin()).isNull();
    }

    @Test
    void unratedAnswersMakeNoExample() {
        complete("a", 1, "A");
        complete("b", 1, "B");
        List<Example> examples = examples(event("ann", new Thumb(AnswerId.of("a"), false, List.of("wrong"), "no")));
        assertThat(examples).singleElement().isInstanceOfSatisfying(Example.Rated.class, rated -> {
            assertThat(rated.answer().id()).isEqualTo("a");
            assertThat(rated.good()).isFalse();
        });
    }

    @Test
    void aCorrectionIsADemonstrationOfTheSamePrompt() {
        complete("a", 1, "A");
        assertThat(examples(event("ann", new Correction(AnswerId.of("a"), "Better"))))
                .singleElement()
                .isInstanceOfSatisfying(Example.Demonstrated.class, shown -> assertThat(shown.messages())
                        .containsExactly(
                                new Message("system", "Be kind."),
                                new Message("user", "Hi"),
                                new Message("assistant", "Better")));
    }

    @Test
    void aDemonstrationNeedsNoCompletion() {
        List<Message> messages = List.of(new Message("user", "2+2?"), new Message("assistant", "4"));
        assertThat(examples(event("ann", new Demonstration(messages, List.of()))))
                .singleElement()
                .isInstanceOfSatisfying(Example.Demonstrated.class, shown -> assertThat(shown.messages())
                        .isEqualTo(messages));
    }

    @Test
    void whatCannotBeJoinedIsCountedWithItsReason() {
        complete("a", 1, "A");
        completions.put(
                "other", record("other", 1, "X", List.of(9, 9), List.of(CompletionRecord.Turn.of("user", "Hi"))));
        completions.put("text", record("text", 1, "X", List.of(1, 2), List.of()));
        examples(
                event("1", thumb(new AnswerId("gone", 0))),
                event("2", thumb(new AnswerId("a", 7))),
                event(
                        "3",
                        new Comparison(
                                AnswerId.of("a"), AnswerId.of("other"), Comparison.Outcome.FIRST, Grades.NONE, "")),
                event("4", thumb(AnswerId.of("text"))));
        assertThat(drops.counts())
                .isEqualTo(Map.of(
                        DropReason.COMPLETION_GONE, 1L,
                        DropReason.ANSWER_GONE, 1L,
                        DropReason.DIFFERENT_PROMPTS, 1L,
                        DropReason.NO_CONVERSATION, 1L));
    }

    @Test
    void everyEventIsEffectiveSupersededOrTakenBack() {
        complete("a", 1, "A");
        List<FeedbackEvent> events = new ArrayList<>();
        for (int user = 0; user < 30; user++) {
            for (int revision = 1; revision <= 1 + user % 3; revision++) {
                boolean back = user % 6 == 5 && revision == 3;
                Feedback said = back ? new Retraction("j" + user) : thumb(AnswerId.of("a"));
                events.add(new FeedbackEvent("j" + user, revision, "user" + user, revision, "k", said));
            }
        }
        List<Example> examples = examples(events.toArray(FeedbackEvent[]::new));
        assertThat(drops.count(DropReason.RETRACTED)).isEqualTo(5);
        assertThat(examples.size() + drops.count(DropReason.RETRACTED) + drops.count(DropReason.SUPERSEDED))
                .isEqualTo(events.size());
    }

    private List<Example> examples(FeedbackEvent... events) {
        List<Example> made = new ArrayList<>();
        new FeedbackExamples(
                        () -> Arrays.asList(events).iterator(),
                        id -> Optional.ofNullable(completions.get(id)),
                        new FeedbackJoin(HASH, drops),
                        drops)
                .forEachRemaining(made::add);
        return made;
    }

    private static FeedbackEvent event(String user, Feedback feedback) {
        return new FeedbackEvent("judgement of " + user, 1, user, 7, "key", feedback);
    }

    private static Thumb thumb(AnswerId answer) {
        return new Thumb(answer, true, List.of(), "");
    }

    private static Comparison compared(Comparison.Outcome outcome) {
        return new Comparison(AnswerId.of("a"), AnswerId.of("b"), outcome, Grades.NONE, "");
    }

    private static List<AnswerId> ids(String... ids) {
        return Arrays.stream(ids).map(AnswerId::of).toList();
    }

    private void complete(String id, long version, String text) {
        List<CompletionRecord.Turn> turns =
                List.of(CompletionRecord.Turn.of("developer", "Be kind."), CompletionRecord.Turn.of("user", "Hi"));
        completions.put(id, record(id, version, text, List.of(1, 2), turns));
    }

    private static CompletionRecord record(
            String id, long version, String text, List<Integer> promptIds, List<CompletionRecord.Turn> turns) {
        CompletionRecord.Sampling sampling =
                new CompletionRecord.Sampling(1, 1, 0, 0, 1, 0, 0, Map.of(), 0, false, List.of());
        return new CompletionRecord(
                id,
                "owner",
                "mini",
                version,
                turns,
                List.of(new CompletionRecord.Prompt(promptIds, 16)),
                sampling,
                Map.of(),
                List.of(new CompletionRecord.Choice(0, 0, 1, text, List.of(5), List.of(-1f), "stop")),
                new CompletionRecord.Times(1, 2, 3));
    }
}
