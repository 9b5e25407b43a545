package dev.attune.load.drill;

import dev.attune.load.launch.StartedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A server that comes back: whenever its process has ended, it is started again on the same data, at another port. A thread of its
 * own starts and watches it; everything else may be called from any thread. Whoever made it closes it.
 */
final class SupervisedServer implements AutoCloseable {
    private static final int STARTS_IN_A_ROW = 10;
    private static final int PAUSE_MS = 200;

    private final Path distribution;
    private final Path folder;
    private final List<String> flags;
    private final Consumer<String> progress;
    private final CompletableFuture<Void> given = new CompletableFuture<>();
    private final Thread watcher = new Thread(this::watch, "supervisor");
    private volatile @Nullable StartedServer server;
    private volatile boolean closing;

    /** Begins to start it. */
    SupervisedServer(Path distribution, Path folder, List<String> flags, Consumer<String> progress) {
        this.distribution = distribution;
        this.folder = folder;
        this.progress = progress;
        this.flags = new ArrayList<>(flags);
        this.flags.addAll(List.of("--data-dir", data().toString()));
        watcher.start();
    }

    /** Where it is now; null while it is away. */
    @Nullable
    String url() {
        StartedServer now = server;
        return now != null && now.process().isAlive() ? now.url() : null;
    }

    /** Waits until it is there. @throws IOException if it could not be started any more */
    String awaitUrl() throws IOException {
        String url = url();
        while (url == null) {
            if (given.isCompletedExceptionally()) {
                throw new IOException("the server could not be started; see " + folder.resolve("server.log"));
            }
            pause();
            url = url();
        }
        return url;
    }

    /** {@code kill -9}. Returns whether there was anything to kill. */
    boolean killServer() {
        StartedServer now = server;
        return now != null && now.process().destroyForcibly();
    }

    /** {@code kill -9} of the Redis that the server started. Returns whether there was anything to kill. */
    boolean killRedis() {
        try {
            long pid = Long.parseLong(Files.readString(data().resolve("redis").resolve("redis.pid"))
                    .strip());
            return ProcessHandle.of(pid)
                    .filter(process -> process.info().command().orElse("").contains("redis"))
                    .map(ProcessHandle::destroyForcibly)
                    .orElse(false);
        } catch (IOException | NumberFormatException none) {
            return false;
        }
    }

    @Override
    public void close() {
        closing = true;
        StartedServer now = server;
        if (now != null) {
            now.close();
        }
        watcher.interrupt();
    }

    Path data() {
        return folder.resolve("data");
    }

    private void watch() {
        int failures = 0;
        while (!closing && failures < STARTS_IN_A_ROW) {
            try (StartedServer started = StartedServer.start(distribution, folder, flags)) {
                server = started;
                failures = 0;
                started.process().onExit().join();
            } catch (IOException | RuntimeException e) {
                failures++;
                progress.accept("start " + failures + " failed: " + e.getMessage());
                pause();
            }
        }
        given.completeExceptionally(new IllegalStateException("given up"));
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
