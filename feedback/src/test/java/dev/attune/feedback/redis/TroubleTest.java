package dev.attune.feedback.redis;

import static dev.attune.feedback.redis.RedisFixture.accepted;
import static dev.attune.feedback.redis.RedisFixture.completion;
import static dev.attune.feedback.redis.RedisFixture.down;
import static dev.attune.feedback.redis.RedisFixture.get;
import static dev.attune.feedback.redis.RedisFixture.up;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.attune.feedback.AnswerId;
import dev.attune.feedback.CompletionBuffer;
import dev.attune.feedback.FeedbackUnavailableException;
import dev.attune.feedback.FeedbackUnavailableException.Reason;
import dev.attune.feedback.Receipt;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Redis full, read-only, slow, dead, not there yet, and somebody else's: each is told by its name, and passes. */
@ParameterizedClass
@MethodSource("dev.attune.feedback.redis.RedisFixture#binaries")
final class TroubleTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static final int CLIENTS = 16;
    private static final int EACH = 25;
    private static final int KILLS = 3;

    private final RedisFixture fixture;
    private final FeedbackRedis redis;
    private final Judgements judgements;
    private final RedisCompletionStore completions;

    TroubleTest(Path binary) {
        fixture = RedisFixture.of(binary);
        redis = fixture.open(Duration.ofSeconds(2));
        judgements = RedisFixture.judgements(redis);
        completions = RedisFixture.completions(redis);
        get(completions.save(completion("a", "ann", "hello", 3)));
    }

    @AfterEach
    void close() {
        redis.close();
        fixture.close();
    }

    @Test
    void full() {
        tell(commands -> commands.configSet("maxmemory", "1"));
        List<String> before = get(redis.ask(commands -> commands.keys("*")));

        assertThat(reason(judgements.submit("ann", "k", up("a")))).isEqualTo(Reason.FULL);
        assertThat(reason(completions.save(completion("b", "ann", "hello", 3)))).isEqualTo(Reason.FULL);
        List<String> after = get(redis.ask(commands -> commands.keys("*")));
        assertThat(after).containsExactlyInAnyOrderElementsOf(before);

        tell(commands -> commands.configSet("maxmemory", "0"));
        accepted(judgements.submit("ann", "k", up("a")));
    }

    @Test
    void readOnly() {
        tell(commands -> commands.replicaof("127.0.0.1", 1));
        assertThat(reason(judgements.submit("ann", "k", up("a")))).isEqualTo(Reason.READ_ONLY);

        tell(commands -> commands.replicaofNoOne());
        accepted(judgements.submit("ann", "k", up("a")));
    }

    @Test
    void slowForFiveSeconds() {
        CompletionStage<?> asleep = redis.ask(commands -> commands.eval(
                "local t = redis.call('TIME')[1] + 5 while redis.call('TIME')[1] + 0 < t do end return 1",
                io.lettuce.core.ScriptOutputType.INTEGER));

        assertThat(reason(judgements.submit("ann", "k", up("a")))).isEqualTo(Reason.SLOW);
        assertThat(asleep).isNotNull();

        Receipt receipt = sooner(() -> judgements.submit("ann", "k", up("a")));
        assertThat(receipt).isInstanceOfAny(Receipt.Accepted.class, Receipt.Replayed.class);
        assertThat(get(judgements.history(Judgements.thumbId("ann", AnswerId.of("a")))))
                .hasSize(1);
    }

    @Test
    void gone() {
        fixture.server.close();

        await().atMost(LIMIT).until(() -> reason(judgements.submit("ann", "k", up("a"))) == Reason.AWAY);
        assertThat(reason(redis.ping())).isEqualTo(Reason.AWAY);
    }

    @Test
    void goneNeverHoldsUpThoseWhoSaveAndCountsWhatIsLost() {
        fixture.server.close();
        await().atMost(LIMIT).until(() -> reason(redis.ping()) == Reason.AWAY);
        CompletionBuffer buffer = new CompletionBuffer(completions, 100, 1 << 24);

        List<CompletionStage<Void>> saves = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            saves.add(buffer.save(completion("c" + i, "ann", "hello", 3)));
        }

        await().atMost(LIMIT).until(() -> buffer.dropped() == 1_000);
        assertThat(saves).allMatch(save -> save.toCompletableFuture().isCompletedExceptionally());
        buffer.close();
    }

    @Test
    void killedUnderManyClientsLosesNothingAcknowledgedAndDoublesNothing() throws Exception {
        List<String> ids =
                IntStream.range(0, CLIENTS * EACH).mapToObj(i -> "c" + i).toList();
        ids.forEach(id -> get(completions.save(completion(id, "ann", "hello", 3))));
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                List<String> own = ids.subList(client * EACH, (client + 1) * EACH);
                all.add(clients.submit(() -> own.forEach(this::judge)));
            }
            for (int kill = 1; kill <= KILLS; kill++) {
                int reached = kill * ids.size() / (KILLS + 1);
                await().atMost(LIMIT).ignoreExceptions().until(() -> events() >= reached);
                await().atMost(LIMIT).ignoreExceptions().until(this::kill);
            }
            for (Future<?> one : all) {
                one.get(60, TimeUnit.SECONDS);
            }
        } finally {
            clients.shutdownNow();
        }
        await().atMost(LIMIT).until(() -> fixture.server.status().restarts() == KILLS && RedisFixture.answers(redis));

        assertThat(events()).isEqualTo(ids.size());
        assertThat(get(new Statistics(redis).all()).of("thumb:down")).isEqualTo(ids.size());
        assertThat(ids)
                .allMatch(id -> get(judgements.history(Judgements.thumbId("ann", AnswerId.of(id))))
                                .size()
                        == 1);
    }

    private void judge(String id) {
        Receipt receipt = sooner(() -> judgements.submit("ann", "key-" + id, down(id, "no")));
        assertThat(receipt).isInstanceOfAny(Receipt.Accepted.class, Receipt.Replayed.class);
    }

    private long events() {
        return get(redis.ask(commands -> commands.xlen(redis.keys().events())));
    }

    @Test
    void awayAtTheStartIsLookedForUntilItComes() throws IOException {
        try (ServerSocket mute = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            String address = "redis://127.0.0.1:" + mute.getLocalPort();
            FeedbackRedis early =
                    FeedbackRedis.open(new FeedbackRedis.Settings(address, "early", Duration.ofMillis(300), 100, null));
            try (early) {
                assertThat(reason(early.ping())).isEqualTo(Reason.AWAY);
                mute.close();
                tell(commands -> commands.configSet("requirepass", ""));
                tell(commands -> commands.configSet("port", Integer.toString(mute.getLocalPort())));
                await().atMost(LIMIT).until(() -> RedisFixture.answers(early));
            }
        }
    }

    @Test
    void aWrongPasswordIsToldAtOnceAndNotRepeated() {
        String wrong = "redis://:not-the-password@127.0.0.1:" + fixture.port();
        FeedbackRedis.Settings settings = new FeedbackRedis.Settings(wrong, "t", LIMIT, 100, null);

        assertThatThrownBy(() -> FeedbackRedis.open(settings))
                .isInstanceOf(FeedbackUnavailableException.class)
                .extracting(e -> ((FeedbackUnavailableException) e).reason())
                .isEqualTo(Reason.REFUSED);
    }

    @Test
    void weakerSettingsAreSaidInOneLine() {
        assertThat(get(redis.durability()).survivesAnyDeath()).isTrue();
        assertThat(get(redis.durability()).sentence()).doesNotContain("failover");

        tell(commands -> commands.configSet("no-appendfsync-on-rewrite", "yes"));
        assertThat(get(redis.durability()).sentence()).contains("while it writes its file anew", "on-rewrite yes");
        tell(commands -> commands.configSet("appendfsync", "everysec"));
        assertThat(get(redis.durability()).sentence()).contains("the last second", "appendfsync everysec");
        tell(commands -> commands.configSet("appendonly", "no"));
        assertThat(get(redis.durability()).sentence()).contains("lost when it dies", "appendonly no");
        tell(commands -> commands.configSet("maxmemory-policy", "allkeys-lru"));
        assertThat(get(redis.durability()).sentence()).contains("thrown out").doesNotContain("\n");
    }

    private boolean kill() {
        String info = get(redis.ask(commands -> commands.info("server")));
        long pid = info.lines()
                .filter(line -> line.startsWith("process_id:"))
                .mapToLong(line ->
                        Long.parseLong(line.substring("process_id:".length()).strip()))
                .findFirst()
                .orElseThrow();
        return ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    }

    /** As a client does: again with the same key until there is an answer. */
    private static Receipt sooner(java.util.function.Supplier<CompletionStage<Receipt>> attempt) {
        List<Receipt> receipts = new ArrayList<>();
        await().atMost(LIMIT)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> {
                    try {
                        receipts.add(get(attempt.get()));
                        return true;
                    } catch (FeedbackUnavailableException e) {
                        return false;
                    }
                });
        return receipts.get(0);
    }

    private <T> void tell(Function<RedisClusterAsyncCommands<String, byte[]>, CompletionStage<T>> command) {
        get(redis.ask(command));
    }

    private static Reason reason(CompletionStage<?> stage) {
        Throwable failure = stage.toCompletableFuture()
                .handle((value, e) -> e == null ? new AssertionError("it worked: " + value) : Failures.unwrap(e))
                .join();
        if (failure instanceof FeedbackUnavailableException away) {
            return away.reason();
        }
        throw new AssertionError(failure);
    }
}
