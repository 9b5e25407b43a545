package dev.attune.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class FeedbackTest {
    private static final AnswerId A = AnswerId.of("chatcmpl-a");
    private static final AnswerId B = new AnswerId("chatcmpl-a", 3);
    private static final AnswerId C = AnswerId.of("chatcmpl-c");

    static List<Feedback> everyKind() {
        return List.of(
                new Thumb(A, false, List.of("wrong", "rude", "wrong"), "no ☃"),
                new Ranking(
                        List.of(List.of(B), List.of(A, C)), new Grades(Map.of("relevance", Map.of(A, 2, B, 5))), ""),
                new Comparison(A, C, Comparison.Outcome.BOTH_BAD, Grades.NONE, "both \"odd\"\n"),
                new Demonstration(List.of(new Message("user", "hi"), new Message("assistant", "hello")), List.of(A)),
                new Correction(B, "better"),
                new Retraction("fb-1"));
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void readsBackAsItWasWritten(Feedback feedback) {
        FeedbackEvent event = new FeedbackEvent("fb-9", 2, "alice", 17, "key", feedback);

        assertThat(FeedbackJson.readFeedback(FeedbackJson.write(feedback))).isEqualTo(feedback);
        assertThat(FeedbackJson.readEvent(FeedbackJson.write(event))).isEqualTo(event);
        assertThat(FeedbackJson.write(event)).doesNotContain("\n").contains("\"kind\":\"" + feedback.kind() + "\"");
    }

    @Test
    void equalFeedbackIsEqualText() {
        Thumb one = new Thumb(A, true, List.of("a", "b"), "");
        Thumb other = new Thumb(A, true, List.of("b", "a", "b"), "");

        assertThat(FeedbackJson.write(one)).isEqualTo(FeedbackJson.write(other));
    }

    @Test
    void readsOverFieldsItDoesNotKnow() {
        String json = FeedbackJson.write(new Correction(A, "x")).replace("{", "{\"later\":1,");

        assertThat(FeedbackJson.readFeedback(json)).isEqualTo(new Correction(A, "x"));
    }

    @Test
    void refusesWhatCanNeverBeMeant() {
        refused(() -> new Ranking(List.of(List.of(A)), Grades.NONE, ""), "2 to 9 answers, was given 1");
        refused(() -> new Ranking(List.of(List.of(A), List.of(B, A)), Grades.NONE, ""), "chatcmpl-a is ranked twice");
        refused(() -> new Ranking(List.of(List.of(A), List.of(), List.of(B)), Grades.NONE, ""), "is empty");
        refused(() -> new Comparison(A, A, Comparison.Outcome.TIE, Grades.NONE, ""), "compared with itself");
        refused(() -> new Grades(Map.of("harm", Map.of(A, 0))), "criteria.harm.chatcmpl-a must be in [1, 5], was 0");
        refused(
                () -> new Ranking(List.of(List.of(A), List.of(B)), new Grades(Map.of("harm", Map.of(C, 1))), ""),
                "criteria.harm grades chatcmpl-c");
        refused(
                () -> new Demonstration(List.of(new Message("user", "hi")), List.of()),
                "end with one of the assistant");
        refused(
                () -> new Demonstration(List.of(new Message("assistant", "hi")), List.of()),
                "at least one of the user");
        refused(() -> new Message("robot", "hi"), "role must be");
        refused(() -> new Correction(A, "  "), "must not be blank");
        refused(() -> AnswerId.parse("a/b"), "ID/CHOICE");
        refused(() -> AnswerId.parse("a/-1"), "choice must be in");
        refused(() -> AnswerId.of("x".repeat(129)), "1 to 128 characters");
    }

    private static void refused(Runnable act, String message) {
        assertThatThrownBy(act::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
