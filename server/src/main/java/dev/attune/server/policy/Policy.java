package dev.attune.server.policy;

import dev.attune.serving.checkpoint.CheckpointException;
import dev.attune.serving.checkpoint.CheckpointStore;
import dev.attune.serving.checkpoint.Generation;
import dev.attune.serving.checkpoint.Served;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The versions of the served model, and what may be decided about them. Its methods read and write files: not for event loops. Safe
 * on any other thread; whoever opened it closes it, before the model.
 */
public final class Policy implements AutoCloseable {
    private final CheckpointStore store;
    private final VersionFollower follower;

    private Policy(CheckpointStore store, VersionFollower follower) {
        this.store = store;
        this.follower = follower;
    }

    /** Begins to follow the store's pointer, looking at it every so many milliseconds. */
    public static Policy follow(CheckpointStore store, Versions versions, int everyMs) {
        return new Policy(store, VersionFollower.start(store, versions, everyMs));
    }

    /**
     * Everything there is to say about what is served.
     *
     * @param served the pointer, which is shared with other servers
     * @param following how this server stands to it
     */
    record View(Served served, VersionFollower.Following following) {}

    View view() {
        Served served = store.served()
                .read()
                .orElseThrow(() -> new IllegalStateException("a policy is opened on a store that serves something"));
        return new View(served, follower.state());
    }

    /** A version, accepted or rejected, if it is there. */
    Optional<Generation> version(long number) {
        try {
            return Optional.of(store.read(number));
        } catch (CheckpointException gone) {
            return Optional.empty();
        }
    }

    boolean isAccepted(long number) {
        return store.versions().contains(number);
    }

    /** The newest versions, accepted and rejected, the newest first. */
    List<Generation> versions(int most) {
        List<Long> numbers = new ArrayList<>(store.versions());
        numbers.addAll(store.rejected());
        numbers.sort((a, b) -> Long.compare(b, a));
        return numbers.stream()
                .limit(most)
                .map(this::version)
                .flatMap(Optional::stream)
                .toList();
    }

    /** Serves a version and returns when this server does, or says why not. */
    CompletionStage<View> promote(long version, String by, String reason) {
        store.served().promote(version, by, reason);
        return followed();
    }

    /** Goes back one version, likewise. */
    CompletionStage<View> rollback(String by, String reason) {
        store.served().rollback(by, reason);
        return followed();
    }

    /** From now on only a person changes what is served. */
    public void hold(String by, String reason) {
        Served unused = store.served().hold(by, reason);
    }

    /** From now on what the gate accepts is served again. */
    public void release(String by, String reason) {
        Served unused = store.served().release(by, reason);
    }

    @Override
    public void close() {
        follower.close();
    }

    private CompletionStage<View> followed() {
        return follower.follow().thenApply(done -> view());
    }
}
