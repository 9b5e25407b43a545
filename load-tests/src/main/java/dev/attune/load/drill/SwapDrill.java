package dev.attune.load.drill;

import dev.attune.load.drill.SwapStream.Gap;
import dev.attune.load.launch.StartedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Changes the served version again and again, in a circle of three so that each has to be loaded, while people read streams; then
 * holds every stream against what its version says to its prompt with an empty cache. Used by one thread.
 */
final class SwapDrill {
    private static final int VERSIONS = 3;
    /** So often people go back one version and then another. */
    private static final int ROLLBACKS = 5;
    /** A new version begins with an empty cache, which is part of what a change costs. */
    private static final long AFTER_NS = TimeUnit.MILLISECONDS.toNanos(250);

    static final List<String> PROMPTS = List.of(
            "Tell me a short story about a fox.",
            "What is the capital of France?",
            "Name three colours and say why you like them.",
            "Hello! Who are you?");

    private final SwapDrillPlan plan;
    private final Consumer<String> progress;
    private final Queue<SwapStream> ended = new ConcurrentLinkedQueue<>();
    private final Map<String, String> truth = new HashMap<>();
    private final List<Window> windows = new ArrayList<>();
    private final List<Long> rollbacksNs = new ArrayList<>();
    private final List<Long> secondRollbacksNs = new ArrayList<>();
    private int checked;

    /** From the wish to change until the version served. */
    private record Window(long beginNs, long endNs) {}

    SwapDrill(SwapDrillPlan plan, Consumer<String> progress) {
        this.plan = plan;
        this.progress = progress;
    }

    SwapVerdict run() throws IOException {
        long began = System.nanoTime();
        Path folder = Files.createTempDirectory("attune-swaps");
        List<String> flags = new ArrayList<>(plan.flags());
        flags.addAll(List.of("--data-dir", folder.resolve("data").toString(), "--trainer", "off"));
        try (StartedServer server = StartedServer.start(plan.distribution(), folder, flags)) {
            NoisyVersions versions = NoisyVersions.in(folder.resolve("data"));
            for (int seed = 2; seed <= VERSIONS; seed++) {
                versions.publish(seed);
            }
            PolicyClient client = new PolicyClient(server.url(), plan.tokens());
            learnTruth(client);
            drill(client);
        }
        progress.accept("the server's log and data are in " + folder);
        return verdict((System.nanoTime() - began) / 1e9);
    }

    /** Each version's answers, before anything of it is in a cache. */
    private void learnTruth(PolicyClient client) throws IOException {
        for (long version = VERSIONS; version >= 1; version--) {
            client.promote(version);
            for (String prompt : PROMPTS) {
                SwapStream answer = client.ask(prompt);
                if (answer.error() != null) {
                    throw new IOException("before the drill: " + answer.error());
                }
                truth.put(key(answer), answer.text());
            }
        }
        if (truth.values().stream().distinct().count() < truth.size() / 2) {
            throw new IOException("the versions answer too much alike to tell them apart");
        }
    }

    private void drill(PolicyClient client) throws IOException {
        try (Readers readers = new Readers(client, PROMPTS, plan.streams(), 0, ended::add)) {
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(plan.idleS()));
            for (int swap = 0; swap < plan.swaps(); swap++) {
                swap(client, 2 + swap);
            }
            for (int i = 0; i < ROLLBACKS; i++) {
                goBackTwice(client);
            }
        }
    }

    private void swap(PolicyClient client, int number) throws IOException {
        long begin = System.nanoTime();
        client.promote(1 + (number - 1) % VERSIONS);
        windows.add(new Window(begin, System.nanoTime()));
        // Twice the same: the second finds the first in the cache.
        for (int i = 0; i < 2; i++) {
            SwapStream answer = client.ask(PROMPTS.get(number % PROMPTS.size()));
            ended.add(answer);
            checked++;
        }
        progress.accept("swap " + (number - 1) + " of " + plan.swaps() + ", " + ended.size() + " streams");
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(plan.pauseMs()));
    }

    private void goBackTwice(PolicyClient client) throws IOException {
        for (long version = 1; version <= VERSIONS; version++) {
            client.promote(version);
        }
        rollbacksNs.add(rollback(client, VERSIONS - 1));
        secondRollbacksNs.add(rollback(client, VERSIONS - 2));
    }

    private long rollback(PolicyClient client, long version) throws IOException {
        long begin = System.nanoTime();
        client.rollback(version);
        long took = System.nanoTime() - begin;
        SwapStream answer = client.ask(PROMPTS.get(0));
        ended.add(answer);
        checked++;
        return took;
    }

    private SwapVerdict verdict(double seconds) {
        List<SwapStream> streams = List.copyOf(ended);
        streams.stream()
                .filter(stream -> stream.error() != null)
                .limit(5)
                .forEach(stream -> progress.accept("failed: " + stream.error()));
        long[] idle = gaps(streams, gap -> gap.toNs() < windows.get(0).beginNs());
        long[] swapping = gaps(streams, gap -> windows.stream()
                .anyMatch(window -> gap.touches(window.beginNs(), window.endNs() + AFTER_NS)));
        long[] swapNs = windows.stream()
                .mapToLong(window -> window.endNs() - window.beginNs())
                .toArray();
        double idleP99 = SwapVerdict.quantileMs(idle, 0.99);
        double swapP99 = SwapVerdict.quantileMs(swapping, 0.99);
        return new SwapVerdict(
                windows.size(),
                streams.size(),
                (int) streams.stream().filter(stream -> stream.error() != null).count(),
                (int) streams.stream()
                        .filter(stream -> stream.versions().size() > 1)
                        .count(),
                (int) streams.stream().filter(this::isStale).count(),
                checked,
                idleP99,
                swapP99,
                swapP99 / idleP99,
                idle.length,
                swapping.length,
                SwapVerdict.quantileMs(swapNs, 0.5),
                SwapVerdict.quantileMs(swapNs, 1),
                SwapVerdict.Times.of(rollbacksNs),
                SwapVerdict.Times.of(secondRollbacksNs),
                seconds);
    }

    private boolean isStale(SwapStream stream) {
        return stream.error() == null && !stream.text().equals(truth.get(key(stream)));
    }

    private static long[] gaps(List<SwapStream> streams, Predicate<Gap> wanted) {
        return streams.stream()
                .flatMap(stream -> stream.gaps().stream())
                .filter(wanted)
                .mapToLong(Gap::ns)
                .toArray();
    }

    private static String key(SwapStream stream) {
        return String.join("+", stream.versions()) + " " + stream.prompt();
    }
}
