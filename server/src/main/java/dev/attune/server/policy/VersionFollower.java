package dev.attune.server.policy;

import dev.attune.serving.checkpoint.CheckpointException;
import dev.attune.serving.checkpoint.CheckpointStore;
import dev.attune.serving.checkpoint.Generation;
import dev.attune.serving.checkpoint.Manifest;
import dev.attune.serving.checkpoint.Served;
import dev.attune.serving.checkpoint.Served.Decision;
import dev.attune.serving.model.ModelException;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves what the store's pointer says: looks at it again and again on the thread that loads weights, and at once when it is
 * told to. What is damaged is refused, in the pointer and for every server; what only this server cannot do now, for want of
 * memory for one, is tried again when somebody decides anew. Whoever starts it closes it.
 */
final class VersionFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(VersionFollower.class);
    private static final String BY = "server";
    private static final long PATIENCE_S = 60;

    private final CheckpointStore store;
    private final Versions versions;
    private final ScheduledExecutorService loader = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "weights-loader");
        thread.setDaemon(true);
        return thread;
    });
    private volatile Following state;
    private @Nullable Decision failed;
    private @Nullable Decision warmed;

    /**
     * How the server stands to the pointer.
     *
     * @param serving the version that this server's new answers are drawn from
     * @param message what is going on or went wrong, in one line; may be empty
     */
    record Following(Step step, long serving, String message) {}

    /** What the server is doing about the version that it should serve. */
    enum Step {
        SERVING,
        LOADING,
        WAITING,
        FAILED
    }

    private VersionFollower(CheckpointStore store, Versions versions) {
        this.store = store;
        this.versions = versions;
        this.state = new Following(Step.SERVING, versions.serving(), "");
    }

    static VersionFollower start(CheckpointStore store, Versions versions, int everyMs) {
        VersionFollower follower = new VersionFollower(store, versions);
        // Fails never, as what it runs catches everything, and ends with the thread.
        var unused = follower.loader.scheduleWithFixedDelay(follower::look, 0, everyMs, TimeUnit.MILLISECONDS);
        return follower;
    }

    Following state() {
        return state;
    }

    /** Looks at the pointer now; completes when that has led as far as it can. */
    CompletionStage<Following> follow() {
        try {
            return CompletableFuture.supplyAsync(
                    () -> {
                        look();
                        return state;
                    },
                    loader);
        } catch (RejectedExecutionException closed) {
            return CompletableFuture.completedFuture(state);
        }
    }

    /** Waits for a load that is under way, because it uses the model that is closed next. */
    @Override
    public void close() {
        loader.shutdownNow();
        try {
            if (!loader.awaitTermination(PATIENCE_S, TimeUnit.SECONDS)) {
                LOG.warn("a version was still being loaded after {} s", PATIENCE_S);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The loop's outer edge: whatever happens, the next look comes. */
    private void look() {
        try {
            store.served().read().ifPresent(this::follow);
        } catch (RuntimeException | Error e) {
            LOG.error("the served version cannot be followed", e);
            state = new Following(Step.FAILED, versions.serving(), String.valueOf(e.getMessage()));
        }
    }

    private void follow(Served wanted) {
        if (wanted.current() == versions.serving()) {
            failed = null;
            keepWarm(wanted);
            state = standing(wanted);
        } else if (!wanted.decision().equals(failed)) {
            change(wanted);
        }
    }

    /** A version that was deleted lives on in memory; people have to know that it cannot be gone back to. */
    private Following standing(Served wanted) {
        long version = versions.serving();
        if (store.versions().contains(version)) {
            return new Following(Step.SERVING, version, refusal(wanted));
        }
        String message = "version " + version + " answers from memory but was deleted: "
                + "once this server ends or another version is served, it cannot be served again";
        if (!message.equals(state.message())) {
            LOG.error("{}", message);
        }
        return new Following(Step.FAILED, version, message);
    }

    private void change(Served wanted) {
        long version = wanted.current();
        if (!versions.isWarm(version) && !versions.hasRoom()) {
            state = new Following(
                    Step.WAITING,
                    versions.serving(),
                    "version " + version + " waits for streams of an older one to end");
            return;
        }
        state = new Following(Step.LOADING, versions.serving(), "version " + version + " is being loaded");
        try {
            serve(version);
            LOG.info(
                    "serving version {} ({}: {})",
                    version,
                    wanted.decision().by(),
                    wanted.decision().reason());
            state = new Following(Step.SERVING, version, "");
        } catch (CheckpointException | ModelException | IllegalArgumentException damaged) {
            LOG.error("version {} cannot be served: {}", version, damaged.getMessage());
            versions.refused();
            failed = wanted.decision();
            refuse(version, String.valueOf(damaged.getMessage()));
        } catch (RuntimeException | Error e) {
            LOG.error("version {} cannot be served by this server", version, e);
            versions.refused();
            failed = wanted.decision();
            state = new Following(Step.FAILED, versions.serving(), "version " + version + ": " + e.getMessage());
        }
    }

    private void serve(long version) {
        Generation generation = versions.isWarm(version) ? store.read(version) : sameTokens(store.open(version));
        versions.serve(generation);
    }

    /** The text side is the base's for good: a version with another tokenizer would be served in gibberish. */
    private Generation sameTokens(Generation generation) {
        Generation base = store.read(store.versions().get(0));
        if (!Objects.equals(tokenizer(generation), tokenizer(base))) {
            throw new ModelException(generation.dir() + ": tokenizer.json is another one than the base's");
        }
        return generation;
    }

    private static Manifest.@Nullable FileEntry tokenizer(Generation generation) {
        return generation.manifest().files().get("tokenizer.json");
    }

    private void refuse(long version, String reason) {
        state = new Following(Step.FAILED, versions.serving(), "version " + version + " is refused: " + reason);
        store.served().refuse(version, BY, reason);
        store.served().read().filter(now -> now.current() != version).ifPresent(this::follow);
    }

    /** Once for each decision: where there is no memory for two, or the version before is damaged, going back reads or is refused. */
    private void keepWarm(Served wanted) {
        OptionalLong previous = wanted.previous();
        if (previous.isEmpty()
                || versions.isWarm(previous.getAsLong())
                || wanted.decision().equals(warmed)) {
            return;
        }
        if (versions.hasRoom()) {
            warmed = wanted.decision();
            try {
                versions.keepWarm(store.open(previous.getAsLong()));
            } catch (CheckpointException | ModelException damaged) {
                LOG.warn("going back will not work: {}", damaged.getMessage());
            }
        }
    }

    /** What was refused last, as long as nobody has decided anything since. */
    private static String refusal(Served served) {
        Decision last = served.decision();
        return last.action() == Served.Action.REFUSE
                ? "version " + last.version() + " is refused: " + last.reason()
                : "";
    }
}
