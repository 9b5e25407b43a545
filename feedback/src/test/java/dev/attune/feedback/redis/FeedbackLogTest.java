package dev.attune.feedback.redis;

import static dev.attune.feedback.redis.RedisFixture.accepted;
import static dev.attune.feedback.redis.RedisFixture.completion;
import static dev.attune.feedback.redis.RedisFixture.down;
import static dev.attune.feedback.redis.RedisFixture.get;
import static dev.attune.feedback.redis.RedisFixture.up;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.attune.feedback.Evidence;
import dev.attune.feedback.FeedbackCounts;
import dev.attune.feedback.FeedbackEvent;
import dev.attune.feedback.Receipt;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("dev.attune.feedback.redis.RedisFixture#binaries")
final class FeedbackLogTest {
    private static final Duration NEVER = Duration.ofHours(1);
    private final FeedbackRedis redis;
    private final Judgements judgements;
    private final RedisCompletionStore completions;

    FeedbackLogTest(Path binary) {
        redis = RedisFixture.shared(binary).open(Duration.ofSeconds(4));
        judgements = RedisFixture.judgements(redis);
        completions = RedisFixture.completions(redis);
    }

    @AfterEach
    void close() {
        redis.close();
    }

    @Test
    void deliversEachActOnceWithItsCompletions() {
        judge("a", "b", "c");
        FeedbackLog one = log("one", NEVER, 3);
        FeedbackLog two = log("two", NEVER, 3);

        List<FeedbackLog.Entry> first = get(one.read(2));
        List<FeedbackLog.Entry> second = get(two.read(10));

        assertThat(first).hasSize(2);
        assertThat(second).hasSize(1);
        Evidence evidence = first.get(0).evidence();
        assertThat(evidence.event().feedback()).isEqualTo(up("a"));
        assertThat(evidence.isWhole()).isTrue();
        assertThat(evidence.completions().values())
                .extracting(found -> found.choices().get(0).text())
                .containsExactly("yes");
        assertThat(get(one.read(10))).isEmpty();
    }

    @Test
    void wakesWhenSomethingComesWhileTheSharedConnectionAnswers() {
        FeedbackLog log = log("one", NEVER, 3);
        CompletableFuture<List<FeedbackLog.Entry>> waiting = log.read(10).toCompletableFuture();
        await().atMost(Duration.ofSeconds(20)).until(() -> get(redis.ask(commands -> commands.info("clients")))
                .contains("blocked_clients:1"));
        assertThat(waiting).isNotDone();

        judge("a");

        assertThat(get(waiting))
                .extracting(entry -> entry.evidence().event().feedback())
                .containsExactly(up("a"));
    }

    @Test
    void deliversWhatAnotherAbandonedAndNothingThatIsDone() {
        judge("a", "b");
        List<FeedbackLog.Entry> taken = get(log("one", NEVER, 3).read(10));
        get(log("one", NEVER, 3).done(taken.subList(0, 1)));

        List<FeedbackLog.Entry> claimed = get(log("two", Duration.ZERO, 3).read(10));

        assertThat(claimed)
                .extracting(FeedbackLog.Entry::id)
                .containsExactly(taken.get(1).id());
        get(log("two", NEVER, 3).done(claimed));
        assertThat(get(log("three", Duration.ZERO, 3).read(10))).isEmpty();
    }

    @Test
    void setsAsideWhatNobodySurvives() {
        judge("a");
        FeedbackLog log = log("one", Duration.ZERO, 3);
        for (int delivery = 1; delivery <= 3; delivery++) {
            assertThat(get(log.read(10))).hasSize(1);
        }

        assertThat(get(log.read(10))).isEmpty();
        assertThat(log.setAside()).isEqualTo(1);
        assertThat(get(log.aside(10)).values()).containsExactly("delivered 3 times and never done");
        assertThat(get(log.read(10))).isEmpty();
    }

    @Test
    void whatNobodySurvivesTakesNothingElseWithIt() {
        judge("a", "b", "c");
        FeedbackLog log = log("one", Duration.ZERO, 3);
        String poison = get(log.read(10)).get(0).id();
        for (int death = 2; death <= 3; death++) {
            assertThat(get(log.read(10))).extracting(FeedbackLog.Entry::id).containsExactly(poison);
        }

        for (String innocent : List.of("b", "c")) {
            List<FeedbackLog.Entry> entries = get(log.read(10));
            assertThat(entries)
                    .extracting(entry -> entry.evidence().event().feedback())
                    .containsExactly(up(innocent));
            get(log.done(entries));
        }
        assertThat(get(log.aside(10))).containsOnlyKeys(poison);
    }

    @Test
    void setsAsideWhatCannotBeReadAndGoesOn() {
        judge("a", "b");
        String broken = Judgements.thumbId("ann", dev.attune.feedback.AnswerId.of("a"));
        get(redis.ask(commands -> commands.lset(redis.keys().judgement(broken), 0, "{".getBytes())));
        get(redis.ask(commands -> commands.xadd(redis.keys().events(), Map.of("x", new byte[] {1}))));
        FeedbackLog log = log("one", NEVER, 3);

        List<FeedbackLog.Entry> entries = get(log.read(10));

        assertThat(entries)
                .extracting(entry -> entry.evidence().event().feedback())
                .containsExactly(up("b"));
        assertThat(get(log.aside(10)).values())
                .anyMatch(reason -> reason.startsWith("not a FeedbackEvent"))
                .anyMatch(reason -> reason.equals("names no revision of a judgement"));
        get(log.done(entries));
        assertThat(get(log("two", Duration.ZERO, 3).read(10))).isEmpty();
    }

    @Test
    void anotherGroupGetsItAllAgain() {
        judge("a", "b");
        get(log("one", NEVER, 3).read(10));

        FeedbackLog other = new FeedbackLog(redis, new FeedbackLog.Settings("other", "one", NEVER, 3));
        assertThat(get(other.read(10))).hasSize(2);
    }

    @Test
    void historyGivesAllRevisionsPageByPage() {
        judge("a", "b", "c");
        accepted(judgements.submit("ann", "again", down("b", "")));
        FeedbackHistory history = new FeedbackHistory(redis);
        List<FeedbackEvent> all = new ArrayList<>();
        FeedbackHistory.Page page = get(history.page(FeedbackHistory.START, 2));
        page.evidence().forEach(evidence -> all.add(evidence.event()));
        while (!page.last()) {
            page = get(history.page(page.next(), 2));
            page.evidence().forEach(evidence -> all.add(evidence.event()));
        }

        assertThat(all).extracting(FeedbackEvent::revision).containsExactly(1, 1, 1, 2);
        assertThat(all.get(3).feedback()).isEqualTo(down("b", ""));
    }

    @Test
    void historyEndsWhereItIsTold() {
        judge("a", "b", "c");
        List<FeedbackLog.Entry> entries = get(log("one", NEVER, 3).read(10));
        FeedbackHistory history = new FeedbackHistory(redis);

        FeedbackHistory.Page page =
                get(history.page(FeedbackHistory.START, entries.get(1).id(), 10));

        assertThat(page.last()).isTrue();
        assertThat(page.evidence())
                .extracting(evidence -> evidence.event().feedback())
                .containsExactly(up("a"), up("b"));
    }

    @Test
    void countsByUserVersionAndReason() {
        judge("a");
        get(completions.save(completion("z", "bob", "hello", 9)));
        Receipt receipt = get(judgements.submit("bob", "k", down("z", "", "wrong")));
        assertThat(receipt).isInstanceOf(Receipt.Accepted.class);
        Statistics statistics = new Statistics(redis);

        assertThat(get(statistics.all()).byName())
                .isEqualTo(Map.of("thumb", 2L, "thumb:up", 1L, "thumb:down", 1L, "reason:wrong", 1L));
        assertThat(get(statistics.ofUser("bob")).of("thumb:down")).isEqualTo(1);
        assertThat(get(statistics.ofUser("bob")).of("thumb:up")).isZero();
        assertThat(get(statistics.byVersion())).containsOnlyKeys(3L, 9L);
        assertThat(get(statistics.byVersion()))
                .containsEntry(9L, new FeedbackCounts(Map.of("thumb", 1L, "thumb:down", 1L, "reason:wrong", 1L)));
    }

    private void judge(String... ids) {
        for (String id : ids) {
            get(completions.save(completion(id, "ann", "hello", 3)));
            accepted(judgements.submit("ann", "key-" + id, up(id)));
        }
    }

    private FeedbackLog log(String reader, Duration abandonedAfter, int mostDeliveries) {
        return new FeedbackLog(redis, new FeedbackLog.Settings("trainer", reader, abandonedAfter, mostDeliveries));
    }
}
