package dev.attune.feedback.redis;

import static dev.attune.feedback.redis.RedisFixture.accepted;
import static dev.attune.feedback.redis.RedisFixture.down;
import static dev.attune.feedback.redis.RedisFixture.get;
import static dev.attune.feedback.redis.RedisFixture.up;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attune.feedback.AnswerId;
import dev.attune.feedback.Correction;
import dev.attune.feedback.FeedbackEvent;
import dev.attune.feedback.Receipt;
import dev.attune.feedback.Retraction;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("dev.attune.feedback.redis.RedisFixture#binaries")
final class JudgementsTest {
    private final JudgementBench bench;
    private final FeedbackRedis redis;
    private final Judgements judgements;

    JudgementsTest(Path binary) {
        bench = new JudgementBench(binary);
        redis = bench.redis;
        judgements = bench.judgements;
    }

    @AfterEach
    void leavesNothingHalfWritten() {
        long events = get(redis.ask(commands -> commands.xlen(redis.keys().events())));
        assertThat(events).isEqualTo(revisions());
        bench.close();
    }

    @Test
    void recordsAThumbWithItsHistory() {
        bench.save("c1", "ann", "hello", 3);
        Receipt.Accepted first = accepted(judgements.submit("ann", "k1", up("c1")));
        Receipt.Accepted second = accepted(judgements.submit("ann", "k2", down("c1", "it ☃ \"is\"\n", "wrong")));
        Receipt.Accepted third = accepted(judgements.submit("ann", "k3", new Retraction(first.judgementId())));

        assertThat(second.judgementId())
                .isEqualTo(first.judgementId())
                .isEqualTo(Judgements.thumbId("ann", AnswerId.of("c1")));
        List<FeedbackEvent> history = get(judgements.history(first.judgementId()));
        assertThat(history).extracting(FeedbackEvent::revision).containsExactly(1, 2, 3);
        assertThat(history)
                .extracting(FeedbackEvent::feedback)
                .containsExactly(up("c1"), down("c1", "it ☃ \"is\"\n", "wrong"), new Retraction(first.judgementId()));
        assertThat(history.get(2))
                .isEqualTo(new FeedbackEvent(
                        first.judgementId(),
                        3,
                        "ann",
                        third.atMs(),
                        "k3",
                        history.get(2).feedback()));
        assertThat(get(judgements.of("ann", 0, 10))).containsExactly(history.get(2));
        assertThat(get(judgements.of("bob", 0, 10))).isEmpty();
    }

    @Test
    void countsWhatHoldsAndNothingElse() {
        bench.save("c1", "ann", "hello", 3);
        bench.judge("ann", up("c1"));
        assertThat(bench.counts()).containsEntry("thumb:up", 1L).containsEntry("version:3:thumb:up", 1L);

        bench.judge("ann", down("c1", "", "wrong", "unsafe"));
        assertThat(bench.counts())
                .containsEntry("thumb", 1L)
                .containsEntry("thumb:up", 0L)
                .containsEntry("thumb:down", 1L)
                .containsEntry("reason:wrong", 1L)
                .containsEntry("version:3:reason:unsafe", 1L);

        bench.judge("ann", new Retraction(Judgements.thumbId("ann", AnswerId.of("c1"))));
        assertThat(bench.counts().values()).containsOnly(0L);
    }

    @Test
    void sameKeySameBodyIsOneEffectAndTheSameReply() {
        bench.save("c1", "ann", "hello", 3);
        Receipt.Accepted first = accepted(judgements.submit("ann", "k", up("c1")));
        Receipt again = get(judgements.submit("ann", "k", up("c1")));

        assertThat(again).isEqualTo(new Receipt.Replayed(first.judgementId(), 1, first.atMs()));
        assertThat(get(judgements.submit("ann", "k", down("c1", "")))).isEqualTo(new Receipt.Conflict());
        assertThat(get(judgements.submit("bob", "k", up("c1")))).isEqualTo(new Receipt.Foreign("c1"));
        assertThat(get(judgements.history(first.judgementId()))).hasSize(1);
    }

    @Test
    void sixtyFourThreadsWithOneKeyAreOneEffect() throws Exception {
        bench.save("c1", "ann", "hello", 3);
        ExecutorService threads = Executors.newFixedThreadPool(64);
        try {
            CountDownLatch go = new CountDownLatch(1);
            List<Future<Receipt>> replies = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                replies.add(threads.submit(() -> {
                    go.await();
                    return get(judgements.submit("ann", "k", up("c1")));
                }));
            }
            go.countDown();
            int accepted = 0;
            for (Future<Receipt> reply : replies) {
                accepted += reply.get() instanceof Receipt.Accepted ? 1 : 0;
            }
            assertThat(accepted).isEqualTo(1);
            assertThat(bench.counts()).containsEntry("thumb:up", 1L);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void tellsUnknownForeignAndExpiredApart() {
        bench.save("c1", "ann", "hello", 3);
        bench.save("c2", "ann", "hello", 3);
        get(redis.ask(commands -> commands.pexpire(redis.keys().completion("c2"), 0)));

        assertThat(get(judgements.submit("ann", "k1", up("c9")))).isEqualTo(new Receipt.Unknown("c9"));
        assertThat(get(judgements.submit("bob", "k2", up("c1")))).isEqualTo(new Receipt.Foreign("c1"));
        assertThat(get(judgements.submit("ann", "k3", up("c2")))).isEqualTo(new Receipt.Expired("c2"));
        assertThat(get(judgements.submit("ann", "k4", new Correction(new AnswerId("c1", 2), "x"))))
                .isEqualTo(new Receipt.Unknown("c1/2"));
        assertThat(get(judgements.submit("ann", "k5", new Retraction("fb-none"))))
                .isEqualTo(new Receipt.Unknown("fb-none"));
        assertThat(bench.counts()).isEmpty();
    }

    @Test
    void takesNoRetractionOfWhatIsSomebodyElses() {
        bench.save("c1", "ann", "hello", 3);
        String id = accepted(judgements.submit("ann", "k1", up("c1"))).judgementId();

        assertThat(get(judgements.submit("bob", "k2", new Retraction(id)))).isEqualTo(new Receipt.Foreign(id));
        assertThat(bench.counts()).containsEntry("thumb:up", 1L);
    }

    @Test
    void aRetractionThatHadNothingLeftToDoSpendsItsKey() {
        bench.save("c1", "ann", "hello", 3);
        Retraction back = new Retraction(
                accepted(judgements.submit("ann", "up", up("c1"))).judgementId());
        Receipt.Accepted first = accepted(judgements.submit("ann", "k1", back));
        Receipt nothingLeft = new Receipt.Replayed(back.judgementId(), 2, first.atMs());
        assertThat(get(judgements.submit("ann", "k2", back))).isEqualTo(nothingLeft);
        accepted(judgements.submit("ann", "up again", up("c1")));

        assertThat(get(judgements.submit("ann", "k2", back))).isEqualTo(nothingLeft);
        assertThat(get(judgements.submit("ann", "k2", up("c1")))).isEqualTo(new Receipt.Conflict());
        assertThat(bench.counts()).containsEntry("thumb:up", 1L);
    }

    @Test
    void aJudgedCompletionStaysAndOthersExpire() {
        bench.save("a", "ann", "hello", 3);
        bench.save("b", "ann", "hello", 3);
        bench.judge("ann", up("a"));

        assertThat(ttlMs("a")).isEqualTo(-1);
        assertThat(ttlMs("b"))
                .isBetween(1L, RedisFixture.RETENTION.completions().toMillis());
        bench.save("a", "ann", "hello", 3);
        assertThat(ttlMs("a")).isEqualTo(-1);
    }

    @Test
    void waitsForAnAnswerThatIsStillOnItsWay() {
        CompletableFuture<Void> stored = new CompletableFuture<>();
        Judgements patient =
                new Judgements(redis, RedisFixture.RETENTION, dev.attune.feedback.JudgementRules.DEFAULT, id -> stored);
        CompletableFuture<Receipt> receipt = patient.submit("ann", "k", up("a")).toCompletableFuture();
        assertThat(receipt).isNotDone();

        bench.save("a", "ann", "hello", 3);
        stored.complete(null);

        assertThat(get(receipt)).isInstanceOf(Receipt.Accepted.class);
    }

    @Test
    void refusesWhatTheRulesForbid() {
        assertThatThrownBy(() -> judgements.submit("ann", "k", down("a", "", "boring")))
                .hasMessageContaining("reasons must be among");
        assertThatThrownBy(() -> judgements.submit("ann", "k", down("a", "é".repeat(2_049))))
                .hasMessageContaining("comment must be at most 4096 bytes, was 4098");
        assertThatThrownBy(() -> judgements.submit("ann", " ", up("a"))).hasMessageContaining("must not be blank");
    }

    @Test
    void stopsRevisingSomewhere() {
        bench.save("a", "ann", "hello", 3);
        for (int i = 0; i < 100; i++) {
            bench.judge("ann", i % 2 == 0 ? up("a") : down("a", ""));
        }
        assertThat(get(judgements.submit("ann", "more", up("a")))).isEqualTo(new Receipt.TooManyRevisions(100));
        bench.judge("ann", new Retraction(Judgements.thumbId("ann", AnswerId.of("a"))));
    }

    private long ttlMs(String completion) {
        return get(redis.ask(commands -> commands.pttl(redis.keys().completion(completion))));
    }

    private long revisions() {
        long all = 0;
        for (String key : get(redis.ask(commands -> commands.keys(redis.keys().judgement("*"))))) {
            all += get(redis.ask(commands -> commands.llen(key)));
        }
        return all;
    }
}
