package dev.attune.serving.engine;

import dev.attune.serving.model.ComputeDevice;
import dev.attune.serving.model.Decoder;
import dev.attune.serving.model.Weights;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The heart: {@link #step} admits who waits, computes one pass for everybody, draws a token for each and hands it over.
 * Single-threaded by contract; {@link DecodeLoop} gives it its thread. Owns the decoder and all weights given to it.
 */
public final class Engine implements AutoCloseable {
    private final Decoder decoder;
    private final EngineLimits limits;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    /** One run a version, oldest first; new sequences join the last. */
    private final List<VersionRun> runs = new ArrayList<>();

    private record Waiting(GenerationRequest request, Siblings siblings) {}

    private @Nullable Thread stepping;
    private long admittedTokens;
    private long promptTokens;
    private long cachedTokens;
    private long generatedTokens;
    private long steps;
    private long forwardNs;

    public Engine(Decoder decoder, Weights weights, EngineLimits limits) {
        if (limits.contextTokens() > decoder.contextTokens()) {
            throw new IllegalArgumentException("contextTokens must be at most the decoder's " + decoder.contextTokens()
                    + ", was " + limits.contextTokens());
        }
        this.decoder = decoder;
        this.limits = limits;
        runs.add(new VersionRun(decoder, weights, limits));
    }

    public EngineLimits limits() {
        return limits;
    }

    int vocabulary() {
        return decoder.config().vocabSize();
    }

    /**
     * Puts a request at the end of the queue.
     *
     * @throws IllegalArgumentException if it cannot fit the context, or names a token that is not in the vocabulary
     */
    public void add(GenerationRequest request) {
        add(List.of(request));
    }

    /**
     * Puts requests at the end of the queue that belong together: all are answered by the same weights, whenever they start, and
     * a prompt that several of them have is computed once.
     *
     * @throws IllegalArgumentException as for one; then none is added
     */
    public void add(List<GenerationRequest> together) {
        together.forEach(request -> request.requireFit(limits.contextTokens(), vocabulary()));
        Siblings siblings = new Siblings();
        together.forEach(request -> waiting.add(new Waiting(request, siblings)));
    }

    /** Ends a request, waiting or running, and frees its slot; unknown ids are ignored. */
    public void cancel(String id) {
        waiting.removeIf(each -> each.request().id().equals(id) && finishCancelled(each.request()));
        for (VersionRun run : runs) {
            for (Sequence sequence : List.copyOf(run.slots().running())) {
                if (sequence.request().id().equals(id)) {
                    run.slots().release(sequence);
                    finishCancelled(sequence.request());
                }
            }
        }
        closeDrained();
    }

    /** From now on new sequences start on these weights; those in flight end on the ones they started with. */
    public void swap(Weights weights) {
        runs.add(new VersionRun(decoder, weights, limits));
        closeDrained();
    }

    public boolean hasWork() {
        return !waiting.isEmpty() || running() > 0;
    }

    /** One step for every version that has sequences. */
    public void step() {
        settle();
        admit();
        for (VersionRun run : List.copyOf(runs)) {
            if (!run.slots().running().isEmpty()) {
                VersionRun.Work work = run.step(limits.stepTokens());
                promptTokens += work.promptTokens();
                generatedTokens += work.drawn();
                forwardNs += work.forwardNs();
            }
        }
        steps++;
        closeDrained();
    }

    /** Ends everybody because something broke; the engine is empty and usable afterwards. */
    public void fail(Throwable cause) {
        waiting.forEach(each -> each.request().sink().onFailure(cause));
        waiting.clear();
        for (VersionRun run : runs) {
            List<Sequence> ended = List.copyOf(run.slots().running());
            run.slots().abandon();
            ended.forEach(sequence -> sequence.request().sink().onFailure(cause));
        }
        closeDrained();
    }

    public EngineStats stats() {
        long used = 0;
        for (VersionRun run : runs) {
            used += run.slots().usedRows();
        }
        double room = (double) limits.maxRunning() * limits.contextTokens();
        return new EngineStats(
                running(),
                waiting.size(),
                used / room,
                admittedTokens,
                promptTokens,
                cachedTokens,
                generatedTokens,
                steps,
                newest().weights().version());
    }

    /** Time inside forward passes since the start, in nanoseconds; the rest of {@link #step} is the engine's own. */
    public long forwardNs() {
        return forwardNs;
    }

    @Override
    public void close() {
        runs.forEach(VersionRun::close);
        runs.clear();
        decoder.close();
    }

    /** The native engine's settings are a thread's own: made once on the thread that steps. */
    private void settle() {
        if (stepping != Thread.currentThread()) {
            stepping = Thread.currentThread();
            ComputeDevice.settleThread();
        }
    }

    private VersionRun newest() {
        return runs.get(runs.size() - 1);
    }

    private int running() {
        int running = 0;
        for (VersionRun run : runs) {
            running += run.slots().running().size();
        }
        return running;
    }

    private void admit() {
        while (!waiting.isEmpty() && running() < limits.maxRunning()) {
            Siblings siblings = waiting.peek().siblings();
            VersionRun run = siblings.runOr(newest());
            Sharing sharing = siblings.sharing();
            if (run.slots().worthWaitingFor(waiting.peek().request().promptIds(), sharing)) {
                return;
            }
            Sequence sequence = new Sequence(waiting.remove().request());
            siblings.startIn(run);
            run.slots().admit(sequence, sharing);
            admittedTokens += sequence.request().promptIds().length;
            cachedTokens += sequence.cached();
            sequence.request().sink().onStart(run.weights().version(), sequence.cached());
        }
    }

    private void closeDrained() {
        for (Iterator<VersionRun> each = runs.iterator(); each.hasNext(); ) {
            VersionRun run = each.next();
            boolean awaited = waiting.stream().anyMatch(next -> next.siblings().belongTo(run));
            if (run != newest() && run.slots().running().isEmpty() && !awaited) {
                each.remove();
                run.close();
            }
        }
    }

    private static boolean finishCancelled(GenerationRequest request) {
        request.sink().onFinish(FinishReason.CANCELLED);
        return true;
    }
}
