package dev.attune.feedback.redis;

import static org.awaitility.Awaitility.await;

import dev.attune.feedback.AnswerId;
import dev.attune.feedback.CompletionRecord;
import dev.attune.feedback.Feedback;
import dev.attune.feedback.JudgementRules;
import dev.attune.feedback.Receipt;
import dev.attune.feedback.Thumb;
import dev.attune.feedback.embedded.EmbeddedRedis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A real Redis for a test class, and what stands on it; each test takes keys of its own. */
final class RedisFixture implements AutoCloseable {
    static final Path SYSTEM = Path.of("/usr/bin/redis-server");
    static final Retention RETENTION = Retention.DEFAULT;
    private static final Map<Path, RedisFixture> SHARED = new ConcurrentHashMap<>();
    private static final AtomicInteger SPACES = new AtomicInteger();

    final EmbeddedRedis server;
    private final Path data;

    RedisFixture(@Nullable Path binary) {
        try {
            data = Files.createTempDirectory("attune-redis-test");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server = EmbeddedRedis.start(new EmbeddedRedis.Settings(data, binary, Duration.ofSeconds(60), 256));
    }

    /** The bundled Redis, and the system's where there is one. */
    static List<Path> binaries() {
        Path bundled = Path.of("");
        return Files.isExecutable(SYSTEM) ? List.of(bundled, SYSTEM) : List.of(bundled);
    }

    static RedisFixture of(Path binary) {
        return new RedisFixture(binary.toString().isEmpty() ? null : binary);
    }

    /** One for all tests that do it no harm; it ends with them. */
    static RedisFixture shared(Path binary) {
        return SHARED.computeIfAbsent(binary, path -> {
            RedisFixture fixture = of(path);
            Runtime.getRuntime().addShutdownHook(new Thread(fixture::close));
            return fixture;
        });
    }

    int port() {
        return server.status().port();
    }

    /** The bundled program, as it was unpacked. */
    Path program() {
        try (var files = Files.list(data.resolve("redis/bin"))) {
            return files.findFirst().orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path data() {
        return data;
    }

    /** A connection with keys that nobody else uses. */
    FeedbackRedis open() {
        return open(Duration.ofSeconds(5));
    }

    FeedbackRedis open(Duration limit) {
        FeedbackRedis redis =
                FeedbackRedis.open(new FeedbackRedis.Settings(server.uri(), space(), limit, 10_000, null));
        await().atMost(Duration.ofSeconds(60)).until(() -> answers(redis));
        return redis;
    }

    static boolean answers(FeedbackRedis redis) {
        return redis.ping()
                .handle((pong, failure) -> failure == null)
                .toCompletableFuture()
                .join();
    }

    static String space() {
        return "t" + SPACES.incrementAndGet();
    }

    static Judgements judgements(FeedbackRedis redis) {
        return new Judgements(redis, RETENTION, JudgementRules.DEFAULT, id -> CompletableFuture.completedStage(null));
    }

    static RedisCompletionStore completions(FeedbackRedis redis) {
        return new RedisCompletionStore(redis, RETENTION);
    }

    /** A completion with two choices of one user's prompt; equal prompts have equal ids. */
    static CompletionRecord completion(String id, String user, String prompt, long version) {
        long now = System.currentTimeMillis();
        return new CompletionRecord(
                id,
                user,
                "attune-mini",
                version,
                List.of(CompletionRecord.Turn.of("user", prompt)),
                List.of(new CompletionRecord.Prompt(prompt.chars().boxed().toList(), 64)),
                new CompletionRecord.Sampling(1, 1, 0, 0, 1, 0, 0, Map.of(), 0, false, List.of()),
                Map.of(),
                List.of(choice(0, "yes"), choice(1, "no")),
                new CompletionRecord.Times(now, now + 1, now + 2));
    }

    private static CompletionRecord.Choice choice(int index, String text) {
        List<Integer> ids = text.chars().boxed().toList();
        return new CompletionRecord.Choice(
                index, 0, 7, text, ids, ids.stream().map(id -> -id / 100f).toList(), "stop");
    }

    static Feedback up(String completion) {
        return new Thumb(AnswerId.of(completion), true, List.of(), "");
    }

    static Feedback down(String completion, String comment, String... reasons) {
        return new Thumb(AnswerId.of(completion), false, List.of(reasons), comment);
    }

    static Receipt.Accepted accepted(CompletionStage<Receipt> stage) {
        return (Receipt.Accepted) get(stage);
    }

    static <T> T get(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.close();
        try (var files = Files.walk(data)) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
