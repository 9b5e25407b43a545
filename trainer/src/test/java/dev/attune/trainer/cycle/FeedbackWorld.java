package dev.attune.trainer.cycle;

import dev.attune.feedback.AnswerId;
import dev.attune.feedback.Comparison;
import dev.attune.feedback.CompletionRecord;
import dev.attune.feedback.Demonstration;
import dev.attune.feedback.Feedback;
import dev.attune.feedback.Grades;
import dev.attune.feedback.JudgementRules;
import dev.attune.feedback.Message;
import dev.attune.feedback.dataset.KeyedHash;
import dev.attune.feedback.embedded.EmbeddedRedis;
import dev.attune.feedback.exchange.ImportedFeedback;
import dev.attune.feedback.redis.FeedbackRedis;
import dev.attune.feedback.redis.Judgements;
import dev.attune.feedback.redis.RedisCompletionStore;
import dev.attune.feedback.redis.Retention;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** A real Redis and people who judge. */
final class FeedbackWorld implements AutoCloseable {
    /** In every prompt and answer, so that a test can look for words where there must be none. */
    static final String WORD = "zebrafinch";

    private static final AtomicInteger SPACES = new AtomicInteger();
    private static final int PEOPLE = 30;

    /** Made by the class loader when it is first needed, once. */
    private static final class Shared {
        static final FeedbackWorld WORLD = new FeedbackWorld();

        static {
            Runtime.getRuntime().addShutdownHook(new Thread(WORLD::close));
        }
    }

    final EmbeddedRedis server;
    private final Path data;

    FeedbackWorld() {
        try {
            data = Files.createTempDirectory("attune-cycle-test");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server = EmbeddedRedis.start(new EmbeddedRedis.Settings(data, null, Duration.ofSeconds(60), 256));
    }

    /** One for all tests that take keys of their own; it ends with them. */
    static FeedbackWorld shared() {
        return Shared.WORLD;
    }

    static String space() {
        return "c" + SPACES.incrementAndGet();
    }

    FeedbackRedis open(String space) {
        return open(server.uri(), space);
    }

    static FeedbackRedis open(String uri, String space) {
        return FeedbackRedis.open(new FeedbackRedis.Settings(uri, space, Duration.ofSeconds(2), 10_000, null));
    }

    /** Judgements number {@code from} to {@code to - 1}: each compares two answers to a prompt of its own. */
    static void judge(FeedbackRedis redis, int from, int to) {
        judge(redis, from, to, i -> "person-" + i % PEOPLE, i -> Comparison.Outcome.FIRST);
    }

    /** The same by whom and how the test says. */
    static void judge(
            FeedbackRedis redis, int from, int to, IntFunction<String> user, IntFunction<Comparison.Outcome> outcome) {
        RedisCompletionStore completions = new RedisCompletionStore(redis, Retention.DEFAULT);
        Judgements judgements = new Judgements(
                redis, Retention.DEFAULT, JudgementRules.DEFAULT, id -> CompletableFuture.completedStage(null));
        for (int i = from; i < to; i++) {
            String id = "chatcmpl-" + i;
            get(completions.save(completion(id, user.apply(i), prompt(i))));
            Feedback said = new Comparison(new AnswerId(id, 0), new AnswerId(id, 1), outcome.apply(i), Grades.NONE, "");
            get(judgements.submit(user.apply(i), "key-" + i, said));
        }
    }

    /** As many conversations that people write themselves. */
    static void demonstrate(FeedbackRedis redis, int from, int to) {
        Judgements judgements = new Judgements(
                redis, Retention.DEFAULT, JudgementRules.DEFAULT, id -> CompletableFuture.completedStage(null));
        for (int i = from; i < to; i++) {
            Feedback said = new Demonstration(
                    List.of(new Message("user", prompt(1_000 + i)), new Message("assistant", WORD + " yes")),
                    List.of());
            get(judgements.submit("person-" + i % PEOPLE, "demonstration-" + i, said));
        }
    }

    /** As many lines from elsewhere, each by a person of their own, in a file that is imported; what it is called there. */
    static String takeIn(Path dataDir, String kind, int lines) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines; i++) {
            String prompt = "{\"prompt\":\"" + prompt(2_000 + i) + "\",";
            String answer = WORD + " yes " + i;
            text.append(prompt)
                    .append(
                            switch (kind) {
                                case "pairs" -> "\"chosen\":\"" + answer + "\",\"rejected\":\"" + WORD + " no\"}\n";
                                case "thumbs" -> "\"completion\":\"" + answer + "\",\"label\":" + (i % 2 == 0) + "}\n";
                                default -> "\"completion\":\"" + answer + "\"}\n";
                            });
        }
        ImportedFeedback imported = ImportedFeedback.in(dataDir);
        List<String> before = imported.names();
        try {
            Path file = Files.writeString(Files.createTempFile("elsewhere", ".jsonl"), text);
            imported.take(file, new KeyedHash(new byte[32]));
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return imported.names().stream()
                .filter(name -> !before.contains(name))
                .findFirst()
                .orElseThrow();
    }

    /** Prompts that are unlike each other. */
    private static String prompt(int i) {
        String mixed = Long.toString(Math.abs((i + 1) * 0x9E3779B97F4A7C15L), 36);
        return WORD + " " + mixed + " " + new StringBuilder(mixed).reverse() + "?";
    }

    private static CompletionRecord completion(String id, String user, String prompt) {
        long now = System.currentTimeMillis();
        return new CompletionRecord(
                id,
                user,
                "tiny",
                1,
                List.of(CompletionRecord.Turn.of("user", prompt)),
                List.of(new CompletionRecord.Prompt(prompt.chars().boxed().toList(), 64)),
                new CompletionRecord.Sampling(1, 1, 0, 0, 1, 0, 0, Map.of(), 0, false, List.of()),
                Map.of(),
                List.of(choice(0, WORD + " yes " + id), choice(1, WORD + " no " + id)),
                new CompletionRecord.Times(now, now + 1, now + 2));
    }

    private static CompletionRecord.Choice choice(int index, String text) {
        List<Integer> ids = text.chars().boxed().toList();
        return new CompletionRecord.Choice(
                index, 0, 7, text, ids, ids.stream().map(id -> -0.5f).toList(), "stop");
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
        try {
            CycleFolder.delete(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
