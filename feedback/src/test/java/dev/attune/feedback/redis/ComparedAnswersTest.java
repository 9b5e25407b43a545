package dev.attune.feedback.redis;

import static dev.attune.feedback.redis.RedisFixture.accepted;
import static dev.attune.feedback.redis.RedisFixture.completion;
import static dev.attune.feedback.redis.RedisFixture.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.feedback.AnswerId;
import dev.attune.feedback.Comparison;
import dev.attune.feedback.CompletionRecord;
import dev.attune.feedback.Correction;
import dev.attune.feedback.Demonstration;
import dev.attune.feedback.Grades;
import dev.attune.feedback.Message;
import dev.attune.feedback.Ranking;
import dev.attune.feedback.Receipt;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Judgements of several answers, and those that show by example. */
@ParameterizedClass
@MethodSource("dev.attune.feedback.redis.RedisFixture#binaries")
final class ComparedAnswersTest {
    private final JudgementBench bench;
    private final Judgements judgements;

    ComparedAnswersTest(Path binary) {
        bench = new JudgementBench(binary);
        judgements = bench.judgements;
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void ranksAnswersToOnePromptWithTiesAndGrades() {
        for (String id : List.of("a", "b", "c")) {
            bench.save(id, "ann", "hello", 3);
        }
        bench.save("d", "ann", "another", 4);
        AnswerId a = AnswerId.of("a");
        AnswerId b1 = new AnswerId("b", 1);
        AnswerId c = AnswerId.of("c");
        Ranking ranking = new Ranking(
                List.of(List.of(b1), List.of(a, c)), new Grades(Map.of("relevance", Map.of(a, 2, b1, 5))), "close");
        Receipt.Accepted first = accepted(judgements.submit("ann", "k1", ranking));

        assertThat(get(judgements.history(first.judgementId())).get(0).feedback())
                .isEqualTo(ranking);
        Ranking other = new Ranking(List.of(List.of(c), List.of(a), List.of(b1)), Grades.NONE, "");
        assertThat(accepted(judgements.submit("ann", "k2", other)).revision()).isEqualTo(2);
        Ranking mixed = new Ranking(List.of(List.of(a), List.of(AnswerId.of("d"))), Grades.NONE, "");
        assertThat(get(judgements.submit("ann", "k3", mixed))).isEqualTo(new Receipt.DifferentPrompts("d"));
        assertThat(bench.counts()).containsEntry("ranking", 1L).containsEntry("version:3:ranking", 1L);
    }

    @Test
    void choicesOfOneCompletionMayAnswerDifferentPrompts() {
        CompletionRecord plain = completion("two", "ann", "hello", 3);
        get(bench.completions.save(new CompletionRecord(
                "two",
                "ann",
                plain.model(),
                3,
                plain.messages(),
                List.of(plain.prompts().get(0), new CompletionRecord.Prompt(List.of(1, 2), 9)),
                plain.sampling(),
                plain.metadata(),
                List.of(plain.choices().get(0), answering(1, plain.choices().get(1))),
                plain.times())));
        bench.save("one", "ann", "hello", 3);
        AnswerId first = new AnswerId("two", 0);
        AnswerId second = new AnswerId("two", 1);

        assertThat(get(judgements.submit(
                        "ann", "k1", new Ranking(List.of(List.of(first), List.of(second)), Grades.NONE, ""))))
                .isEqualTo(new Receipt.DifferentPrompts("two"));
        bench.judge("ann", new Ranking(List.of(List.of(first), List.of(AnswerId.of("one"))), Grades.NONE, ""));
        assertThat(get(judgements.submit(
                        "ann",
                        "k2",
                        new Ranking(List.of(List.of(AnswerId.of("one")), List.of(second)), Grades.NONE, ""))))
                .isEqualTo(new Receipt.DifferentPrompts("two"));
    }

    private static CompletionRecord.Choice answering(int prompt, CompletionRecord.Choice choice) {
        return new CompletionRecord.Choice(
                choice.index(),
                prompt,
                choice.seed(),
                choice.text(),
                choice.tokenIds(),
                choice.behaviourLogprobs(),
                choice.finishReason());
    }

    @Test
    void comparesCorrectsAndDemonstrates() {
        bench.save("a", "ann", "hello", 3);
        bench.save("b", "ann", "hello", 4);
        bench.judge(
                "ann",
                new Comparison(AnswerId.of("a"), AnswerId.of("b"), Comparison.Outcome.BOTH_BAD, Grades.NONE, ""));
        bench.judge("ann", new Correction(AnswerId.of("a"), "Good day."));
        Demonstration shown = new Demonstration(
                List.of(new Message("user", "hi"), new Message("assistant", "hello")), List.of(AnswerId.of("b")));
        bench.judge("ann", shown);
        bench.judge("ann", shown);

        assertThat(bench.counts())
                .containsEntry("comparison:both_bad", 1L)
                .containsEntry("version:3:comparison", 1L)
                .containsEntry("version:4:comparison", 1L)
                .containsEntry("correction", 1L)
                .containsEntry("demonstration", 2L);
        assertThat(get(judgements.of("ann", 0, 10))).hasSize(4);
        assertThat(get(judgements.of("ann", 1, 2))).hasSize(2);
    }
}
