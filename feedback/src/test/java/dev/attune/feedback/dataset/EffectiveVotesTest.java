package dev.attune.feedback.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.feedback.AnswerId;
import dev.attune.feedback.Feedback;
import dev.attune.feedback.FeedbackEvent;
import dev.attune.feedback.Retraction;
import dev.attune.feedback.Thumb;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class EffectiveVotesTest {
    @Test
    void theLastRevisionHoldsInWhateverOrderTheyCome() {
        List<FeedbackEvent> events = new ArrayList<>();
        for (int revision = 1; revision <= 9; revision++) {
            events.add(event("j", revision, "ann", 100 - revision, thumb("c1", revision % 2 == 0)));
        }
        for (int seed = 0; seed < 50; seed++) {
            Collections.shuffle(events, new Random(seed));
            assertThat(effective(events)).extracting(FeedbackEvent::revision).containsExactly(9);
        }
    }

    @Test
    void ofTwoJudgementsOfOneAnswerByOneUserTheLaterHolds() {
        FeedbackEvent early = event("j1", 3, "ann", 10, thumb("c1", true));
        FeedbackEvent late = event("j2", 1, "ann", 20, thumb("c1", false));
        assertThat(effective(List.of(early, late))).containsExactly(late);
        assertThat(effective(List.of(late, early))).containsExactly(late);
    }

    @Test
    void whatWasTakenBackIsNoVoteAndMakesRoomForNoOther() {
        FeedbackEvent up = event("j", 1, "ann", 10, thumb("c1", true));
        FeedbackEvent back = event("j", 2, "ann", 20, new Retraction("j"));
        assertThat(effective(List.of(back, up))).isEmpty();
        FeedbackEvent again = event("j", 3, "ann", 30, thumb("c1", false));
        assertThat(effective(List.of(again, back, up))).containsExactly(again);
    }

    @Test
    void anEventDeliveredTwiceIsOneVote() {
        FeedbackEvent up = event("j", 1, "ann", 10, thumb("c1", true));
        assertThat(effective(List.of(up, up, up))).containsExactly(up);
    }

    @Test
    void usersAndAnswersWhoseNamesRunTogetherStayApart() {
        List<FeedbackEvent> events = List.of(
                event("1", 1, "ann", 1, thumb("bc", true)),
                event("2", 1, "annb", 1, thumb("c", true)),
                event("3", 1, "Ann", 1, thumb("bc", true)),
                event("4", 1, "ann ", 1, thumb("bc", true)),
                event("5", 1, "a\u0308", 1, thumb("c", true)),
                event("6", 1, "\u00e4", 1, thumb("c", true)));
        assertThat(effective(events)).hasSameSizeAs(events);
    }

    @Test
    void oneUserHasOneVoteOnEachChoiceOfACompletion() {
        FeedbackEvent first = event("1", 1, "ann", 1, new Thumb(new AnswerId("c", 0), true, List.of(), ""));
        FeedbackEvent second = event("2", 1, "ann", 1, new Thumb(new AnswerId("c", 1), true, List.of(), ""));
        assertThat(effective(List.of(first, second))).containsExactly(first, second);
    }

    private static List<FeedbackEvent> effective(List<FeedbackEvent> events) {
        EffectiveVotes votes = new EffectiveVotes();
        events.forEach(votes::read);
        return events.stream().filter(votes::take).toList();
    }

    private static Feedback thumb(String completion, boolean up) {
        return new Thumb(AnswerId.of(completion), up, List.of(), "");
    }

    private static FeedbackEvent event(String judgement, int revision, String user, long atMs, Feedback feedback) {
        return new FeedbackEvent(judgement, revision, user, atMs, judgement + revision, feedback);
    }
}
