package dev.attune.feedback.redis;

import static dev.attune.feedback.redis.RedisFixture.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.attune.feedback.training.LeaseLostException;
import dev.attune.feedback.training.TrainingControl;
import dev.attune.feedback.training.TrainingControl.Mode;
import dev.attune.feedback.training.TrainingEvent;
import dev.attune.feedback.training.TrainingEvent.Kind;
import dev.attune.feedback.training.TrainingState;
import dev.attune.feedback.training.TrainingStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("dev.attune.feedback.redis.RedisFixture#binaries")
final class TrainingBoardTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    private final FeedbackRedis redis;
    private final TrainingBoard board;

    TrainingBoardTest(Path binary) {
        redis = RedisFixture.shared(binary).open(Duration.ofSeconds(4));
        board = new TrainingBoard(redis);
    }

    @AfterEach
    void close() {
        redis.close();
    }

    @Test
    void oneTrainerHoldsTheLeaseAndTheNextOneHasAHigherFence() {
        TrainerLease first = lease("one", LONG);
        TrainerLease.Taken refused = get(TrainerLease.take(redis, "two", LONG));

        assertThat(refused.lease()).isEmpty();
        assertThat(refused.holder().name()).isEqualTo("one");
        assertThat(get(TrainerLease.holder(redis)).orElseThrow().fence()).isEqualTo(first.fence());
        first.close();
        assertThat(get(TrainerLease.holder(redis))).isEmpty();
        try (TrainerLease second = lease("two", LONG)) {
            assertThat(second.fence()).isGreaterThan(first.fence());
        }
    }

    @Test
    void aLeaseIsKeptBeyondItsLifeAndComesBackWhenNobodyTookIt() {
        Duration life = Duration.ofSeconds(1);
        try (TrainerLease lease = lease("one", life)) {
            get(redis.ask(commands -> commands.del(redis.keys().trainerLease())));
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> get(TrainerLease.holder(redis)).isPresent());
            await().atMost(Duration.ofSeconds(20)).until(lease::isHeld);
            assertThat(get(TrainerLease.holder(redis)).orElseThrow().fence()).isEqualTo(lease.fence());
        }
    }

    @Test
    void aLeaseThatNobodyRenewsRunsOut() {
        get(redis.ask(commands -> commands.psetex(redis.keys().trainerLease(), 300, "7 gone".getBytes())));

        TrainerLease next = await().atMost(Duration.ofSeconds(20))
                .until(() -> get(TrainerLease.take(redis, "next", LONG)).lease(), Optional::isPresent)
                .orElseThrow();
        next.close();
    }

    @Test
    void whoLostTheLeaseWritesNothing() {
        TrainingStatus status = status(TrainingState.REWARD, 3);
        try (TrainerLease old = lease("one", LONG)) {
            get(board.say(old, status));
            get(redis.ask(commands -> commands.del(redis.keys().trainerLease())));
            try (TrainerLease second = lease("two", LONG)) {
                assertLost(board.say(old, status(TrainingState.PPO, 4)));
                assertLost(board.tell(old, step(1)));
                assertLost(board.startTaken(old));
                assertLost(old.renew());
                assertThat(old.isHeld()).isFalse();
                assertThatThrownBy(old::requireHeld).isInstanceOf(LeaseLostException.class);
                old.close();
                second.requireHeld();
                assertThat(get(TrainerLease.holder(redis)).orElseThrow().name()).isEqualTo("two");
            }
        }
        assertThat(get(board.status())).isEqualTo(status);
        assertThat(get(board.newest(10))).isEmpty();
    }

    @Test
    void statusIsWhatWasSaidLast() {
        assertThat(get(board.status())).isEqualTo(TrainingStatus.NONE);
        try (TrainerLease lease = lease("one", LONG)) {
            get(board.say(lease, status(TrainingState.REWARD, 3)));
            get(board.say(lease, status(TrainingState.PPO, 3)));
        }
        assertThat(get(board.status())).isEqualTo(status(TrainingState.PPO, 3));
    }

    @Test
    void eventsAreReadFromAPlaceOn() {
        try (TrainerLease lease = lease("one", LONG)) {
            for (int i = 1; i <= 5; i++) {
                get(board.tell(lease, step(i)));
            }
        }
        List<TrainingBoard.Told> first = get(board.events(TrainingBoard.START, 2));

        assertThat(first).extracting(told -> told.event().step()).containsExactly(1L, 2L);
        assertThat(get(board.events(first.get(1).id(), 10)))
                .extracting(TrainingBoard.Told::event)
                .containsExactly(step(3), step(4), step(5));
        assertThat(get(board.newest(2))).extracting(told -> told.event().step()).containsExactly(4L, 5L);
    }

    @Test
    void whoWaitsIsTold() {
        try (TrainerLease lease = lease("one", LONG)) {
            get(board.tell(lease, step(1)));
            String last = get(board.newest(1)).get(0).id();
            CompletionStage<List<TrainingBoard.Told>> waiting = board.awaitEvents(last, 10);
            get(board.tell(lease, step(2)));

            assertThat(get(waiting)).extracting(TrainingBoard.Told::event).containsExactly(step(2));
        }
    }

    @Test
    void eventsAreCapped() {
        try (TrainerLease lease = lease("one", LONG)) {
            List<CompletionStage<Void>> all = new java.util.ArrayList<>();
            for (int i = 0; i < TrainingBoard.EVENTS_KEPT + 500; i++) {
                all.add(board.tell(lease, step(i)));
                if (i % 500 == 499) {
                    all.forEach(RedisFixture::get);
                    all.clear();
                }
            }
        }
        long kept = get(redis.ask(commands -> commands.xlen(redis.keys().trainerEvents())));
        assertThat(kept).isBetween((long) TrainingBoard.EVENTS_KEPT, TrainingBoard.EVENTS_KEPT + 200L);
    }

    @Test
    void whatPeopleWantIsKeptUntilItIsTaken() {
        assertThat(get(board.control())).isEqualTo(TrainingControl.DEFAULT);
        get(board.pause());
        assertThat(get(board.control())).isEqualTo(new TrainingControl(Mode.PAUSE, false));
        get(board.start());
        assertThat(get(board.control())).isEqualTo(new TrainingControl(Mode.RUN, true));
        get(board.stop());
        assertThat(get(board.control())).isEqualTo(new TrainingControl(Mode.STOP, true));
        try (TrainerLease lease = lease("one", LONG)) {
            get(board.startTaken(lease));
        }
        get(board.resume());
        assertThat(get(board.control())).isEqualTo(TrainingControl.DEFAULT);
    }

    private TrainerLease lease(String name, Duration life) {
        return get(TrainerLease.take(redis, name, life)).lease().orElseThrow();
    }

    private static void assertLost(CompletionStage<Void> stage) {
        assertThatThrownBy(() -> get(stage)).isInstanceOf(LeaseLostException.class);
    }

    private static TrainingStatus status(TrainingState state, long cycle) {
        return new TrainingStatus(state, cycle, Map.of("judgements_new", 7L), "accepted", "step 3", 42);
    }

    private static TrainingEvent step(long step) {
        Map<String, Double> metrics = Map.of("objective/kl", 1.5, "loss/policy_avg", Double.NaN);
        return new TrainingEvent(Kind.STEP, 3, TrainingState.PPO, step, 9, metrics, 12.5, "", List.of(), 42);
    }
}
