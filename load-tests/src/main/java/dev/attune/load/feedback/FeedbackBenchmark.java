package dev.attune.load.feedback;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.attune.load.client.Call;
import dev.attune.load.client.JsonApi;
import dev.attune.load.client.Outcome;
import dev.attune.load.client.StreamClient;
import dev.attune.load.feedback.FeedbackReport.Bytes;
import dev.attune.load.launch.ServerOptions;
import dev.attune.load.launch.StartedServer;
import dev.attune.load.measure.Machine;
import dev.attune.load.measure.OtherLoad;
import dev.attune.load.measure.Spread;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Everything by turns, round after round, at one server with a Redis of its own. The thread that runs it waits for the judges. */
final class FeedbackBenchmark {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int CHOICES = 16;
    private static final int SIZED = 500;
    private static final int ANSWER_TOKENS = 16;
    private static final int STREAM_TOKENS = 400;
    private static final int SETTLE_MS = 2_000;
    private static final String USER = "bench";

    private final ServerOptions options;
    private final List<Integer> clients;
    private final int judgements;
    private final int rounds;
    private final Consumer<String> progress;
    private final JsonApi api = new JsonApi(PATIENCE, Map.of());
    private final Deque<Map<String, Object>> unjudged = new ArrayDeque<>();
    private final Map<Integer, List<Double>> perSecond = new TreeMap<>();
    private final Map<Integer, List<Double>> waits = new TreeMap<>();
    private final List<Double> quietGaps = new ArrayList<>();
    private final List<Double> judgedGaps = new ArrayList<>();

    FeedbackBenchmark(
            ServerOptions options, List<Integer> clients, int judgements, int rounds, Consumer<String> progress) {
        this.options = options;
        this.clients = List.copyOf(clients);
        this.judgements = judgements;
        this.rounds = rounds;
        this.progress = progress;
    }

    FeedbackReport run() throws IOException {
        Path folder = Files.createTempDirectory("attune-bench");
        Path data = folder.resolve("data");
        List<String> flags = new ArrayList<>(List.of("--data-dir", data.toString(), "--set", "log.level=warn"));
        flags.addAll(options.flags());
        try (StartedServer server = StartedServer.start(options.distribution(), folder, flags)) {
            OtherLoad others =
                    new OtherLoad(Machine.here().cores(), List.of(ProcessHandle.current(), server.process()));
            Sizes sizes = sizes(server.url(), data);
            for (int round = 1; round <= rounds; round++) {
                round(server.url());
                progress.accept("round " + round + " of " + rounds);
            }
            return new FeedbackReport(
                    spreads(perSecond),
                    spreads(waits),
                    Spread.of(quietGaps),
                    Spread.of(judgedGaps),
                    Spread.of(judgedGaps).median() / Spread.of(quietGaps).median(),
                    sizes.completion(),
                    sizes.judgement(),
                    others.share(),
                    Machine.here());
        }
    }

    private record Sizes(Bytes completion, Bytes judgement) {}

    private Sizes sizes(String url, Path data) throws IOException {
        chat(url, 1, 1);
        settle();
        RedisFacts empty = RedisFacts.at(data);
        chat(url, SIZED, 1);
        settle();
        RedisFacts answered = RedisFacts.at(data);
        judge(url, 1, SIZED);
        RedisFacts full = RedisFacts.at(data);
        return new Sizes(Bytes.between(empty, answered, SIZED), Bytes.between(answered, full, SIZED));
    }

    private void round(String url) throws IOException {
        for (int count : clients) {
            chat(url, judgements, CHOICES);
            long began = System.nanoTime();
            List<Double> ms = judge(url, count, judgements);
            perSecond
                    .computeIfAbsent(count, none -> new ArrayList<>())
                    .add(judgements / ((System.nanoTime() - began) / 1e9));
            waits.computeIfAbsent(count, none -> new ArrayList<>()).addAll(ms);
        }
        chat(url, judgements, CHOICES);
        quietGaps.addAll(stream(url));
        AtomicBoolean enough = new AtomicBoolean();
        CompletableFuture<Void> one = CompletableFuture.runAsync(() -> {
            while (!enough.get() && !unjudged.isEmpty()) {
                thumb(url, unjudged.remove());
            }
        });
        judgedGaps.addAll(stream(url));
        enough.set(true);
        one.join();
    }

    /** Milliseconds between the tokens of one stream. */
    private static List<Double> stream(String url) throws IOException {
        byte[] body = new ObjectMapper()
                .writeValueAsBytes(Map.of(
                        "model",
                        "attune-mini",
                        "stream",
                        true,
                        "messages",
                        List.of(Map.of("role", "user", "content", "Tell me a story.")),
                        "max_completion_tokens",
                        STREAM_TOKENS,
                        "ignore_eos",
                        true));
        URI chat = URI.create(url + "/v1/chat/completions");
        try (StreamClient client = new StreamClient(chat, Map.of(), 1, PATIENCE)) {
            Outcome outcome = client.run(List.of(new Call(0, body, 0))).get(0);
            return Arrays.stream(outcome.gapsNs()).mapToObj(gap -> gap / 1e6).toList();
        }
    }

    /** Makes answers to judge, {@code n} to a completion. */
    private void chat(String url, int answers, int n) throws IOException {
        for (int made = 0; made < answers; made += n) {
            JsonNode reply = api.post(
                            url + "/v1/chat/completions",
                            Map.of(
                                    "model", "attune-mini",
                                    "user", USER,
                                    "messages", List.of(Map.of("role", "user", "content", "What is " + made + "?")),
                                    "n", n,
                                    "max_completion_tokens", ANSWER_TOKENS),
                            Map.of())
                    .body();
            for (int choice = 0; choice < n; choice++) {
                unjudged.add(Map.of(
                        "completion_id",
                        reply.path("id").asText(),
                        "choice_index",
                        choice,
                        "thumb",
                        "up",
                        "user",
                        USER));
            }
        }
    }

    /** Returns how long each took, ms. */
    private List<Double> judge(String url, int people, int count) {
        List<Map<String, Object>> mine = new ArrayList<>();
        while (mine.size() < count) {
            mine.add(unjudged.remove());
        }
        AtomicInteger next = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(people);
        try {
            List<CompletableFuture<List<Double>>> all = IntStream.range(0, people)
                    .mapToObj(person -> CompletableFuture.supplyAsync(
                            () -> {
                                List<Double> ms = new ArrayList<>();
                                for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                                    ms.add(thumb(url, mine.get(i)));
                                }
                                return ms;
                            },
                            threads))
                    .toList();
            return all.stream().flatMap(ms -> ms.join().stream()).toList();
        } finally {
            threads.shutdown();
        }
    }

    private double thumb(String url, Map<String, Object> thumb) {
        long began = System.nanoTime();
        try {
            JsonApi.Reply reply = api.post(
                    url + "/v1/feedback",
                    thumb,
                    Map.of("Idempotency-Key", UUID.randomUUID().toString()));
            if (!reply.succeeded()) {
                throw new IOException("a thumb got HTTP " + reply.status() + ": " + reply.body());
            }
            return (System.nanoTime() - began) / 1e6;
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    private static Map<Integer, Spread> spreads(Map<Integer, List<Double>> values) {
        Map<Integer, Spread> spreads = new TreeMap<>();
        values.forEach((count, each) -> spreads.put(count, Spread.of(each)));
        return spreads;
    }

    /** What is written after an answer has gone out is written by then. */
    private static void settle() {
        try {
            Thread.sleep(SETTLE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
