package dev.attune.serving;

import dev.attune.serving.model.ComputeDevice;
import dev.attune.serving.model.Decoder;
import dev.attune.serving.model.MemoryPlan;
import dev.attune.serving.model.ModelException;
import dev.attune.serving.model.Weights;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * The versions of a served model that are in memory: the current one, and a spare that can take its place within a step.
 * There are never more than two, those counted that streams still end on. Used by one thread, the weights loader; closed with
 * its model.
 */
public final class VersionShelf implements AutoCloseable {
    /** The engine, which may still have sequences on the version before, shares this number with the spare. */
    private static final int MOST_ALIVE = 2;

    private static final int PROBE_CONTEXT = 512;

    private final ServedModel model;
    private final List<Weights> alive = new ArrayList<>();
    private Weights current;
    private @Nullable Weights spare;
    private @Nullable Decoder decoder;

    VersionShelf(ServedModel model, Weights first) {
        this.model = model;
        this.current = first;
        alive.add(first);
    }

    Weights current() {
        return current;
    }

    /** The version that new sequences start on. */
    public long serving() {
        return current.version();
    }

    /** The version that {@link #serve} gets to without reading anything. */
    public OptionalLong spare() {
        return spare == null ? OptionalLong.empty() : OptionalLong.of(spare.version());
    }

    /** Whether another version may be read now: the spare counts as room, a version that streams still end on does not. */
    public boolean hasRoom() {
        alive.removeIf(weights -> weights.holders() == 0);
        long inUse = alive.stream()
                .filter(weights -> weights != spare || isStreaming(weights))
                .count();
        return inUse < MOST_ALIVE;
    }

    /**
     * Serves a version from the next new sequence on: the spare at once, any other after reading and probing it. The version
     * that is left becomes the spare. Waits until it is adopted.
     *
     * @throws ModelException or a {@link dev.attune.serving.checkpoint.CheckpointException} if this version cannot be served; the
     *     current one stays
     */
    public void serve(Path folder, long version, GreedyProbe probe) {
        Weights next = take(folder, version, probe);
        spare = current;
        current = next;
        model.count(true);
    }

    /** Notes that a version could not be served. */
    public void refused() {
        model.count(false);
    }

    /** Has a version ready beside the current one, if it fits into memory. Returns whether it is there. */
    public boolean keepWarm(Path folder, long version) {
        if (spare != null && spare.version() == version) {
            return true;
        }
        dropSpare();
        if (!hasRoom() || model.memory().neededToStart() > MemoryPlan.availableBytes()) {
            return false;
        }
        spare = read(folder, version, GreedyProbe.NONE);
        return true;
    }

    /** Gives up the spare. */
    public void dropSpare() {
        if (spare != null) {
            spare.close();
            spare = null;
        }
    }

    @Override
    public void close() {
        dropSpare();
        current.close();
        if (decoder != null) {
            decoder.close();
        }
    }

    /** The engine's new weights, held here as well; the shelf is as it was, but for the spare. */
    private Weights take(Path folder, long version, GreedyProbe probe) {
        if (spare != null && spare.version() == version) {
            adopt(spare);
            return spare;
        }
        dropSpare();
        Weights next = read(folder, version, probe);
        try {
            adopt(next);
            return next;
        } catch (RuntimeException | Error refused) {
            next.close();
            throw refused;
        }
    }

    private Weights read(Path folder, long version, GreedyProbe probe) {
        // One thread for all of it: what it takes longer is not taken from the streams.
        ComputeDevice.useThreads(1);
        ComputeDevice.settleThread();
        model.memory().requireRoom(MemoryPlan.availableBytes());
        Weights weights = model.load(folder, version);
        try {
            new ProbeRun(probeDecoder(), model.form()).check(weights, probe);
        } catch (RuntimeException | Error refused) {
            weights.close();
            throw refused;
        }
        alive.add(weights);
        return weights;
    }

    private Decoder probeDecoder() {
        if (decoder == null) {
            decoder = model.newDecoder(PROBE_CONTEXT);
        }
        return decoder;
    }

    private void adopt(Weights next) {
        try {
            model.loop().swap(next.keep()).toCompletableFuture().join();
        } catch (CompletionException refused) {
            throw refused.getCause() instanceof RuntimeException cause ? cause : refused;
        }
    }

    /** Held by the shelf and by the engine. */
    private static boolean isStreaming(Weights weights) {
        return weights.holders() > 1;
    }
}
