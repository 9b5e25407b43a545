package dev.attune.server;

import dev.attune.server.chat.Generator;
import dev.attune.serving.engine.EngineStats;
import dev.attune.serving.engine.FinishReason;
import dev.attune.serving.engine.GenerationRequest;
import dev.attune.serving.engine.QueueFullException;
import dev.attune.serving.engine.StepTimes;
import dev.attune.serving.engine.SwapCounts;
import dev.attune.serving.engine.Token;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Says back what the prompt says, one token per byte, on a decode thread of its own that takes turns between the requests. A
 * test may bound it, stop it after so many tokens, or let it break.
 */
final class ScriptedGenerator implements Generator, AutoCloseable {
    static final long VERSION = 7;

    private final ExecutorService decode = Executors.newSingleThreadExecutor();
    private final Map<String, Sequence> sequences = new ConcurrentHashMap<>();
    private final Set<String> cancelled = ConcurrentHashMap.newKeySet();
    /** Only the last is kept: a request holds on to everything it was asked by. */
    private @Nullable GenerationRequest last;

    private int requests;
    private final LongAdder drawn = new LongAdder();
    private volatile int capacity = Integer.MAX_VALUE;
    private int refusals;
    private volatile int holdAt = Integer.MAX_VALUE;
    private volatile int breakAt = Integer.MAX_VALUE;
    private volatile String endings = "";

    @Override
    public synchronized void submit(List<GenerationRequest> together) {
        if (refusals > 0 || sequences.size() + together.size() > capacity) {
            refusals = Math.max(0, refusals - 1);
            throw new QueueFullException("The queue is full: " + capacity + " requests wait.");
        }
        for (GenerationRequest request : together) {
            last = request;
            requests++;
            Sequence sequence = new Sequence(request, endings.isEmpty() ? "" : ending(requests));
            sequences.put(request.id(), sequence);
            decode.execute(sequence::step);
        }
    }

    @Override
    public void cancel(String id) {
        cancelled.add(id);
        Sequence sequence = sequences.get(id);
        if (sequence != null) {
            decode.execute(sequence::cancel);
        }
    }

    @Override
    public EngineStats stats() {
        return new EngineStats(sequences.size(), 0, 0, 0, 0, 0, drawn.sum(), 0, VERSION);
    }

    @Override
    public StepTimes.Counts stepTimes() {
        return new StepTimes.Counts(new double[0], new long[] {drawn.sum()}, 0);
    }

    @Override
    public SwapCounts swaps() {
        return new SwapCounts(0, 0);
    }

    /** No more than so many requests at a time. */
    void capacity(int most) {
        capacity = most;
    }

    /** The next requests, so many of them, find the queue full. */
    synchronized void refuseNext(int requests) {
        refusals = requests;
    }

    /** Every sequence stops, without ending, before its token of this index; −1 before it even starts. */
    void holdAt(int index) {
        holdAt = index;
    }

    /** Sequences go on to the end. */
    void release() {
        goOnTo(Integer.MAX_VALUE);
    }

    /** Sequences that stopped go on, up to their token of this index. */
    void goOnTo(int index) {
        holdAt = index;
        sequences.values().forEach(sequence -> decode.execute(sequence::step));
    }

    /** Every sequence breaks before its token of this index; −1 before it even starts. */
    void breakAt(int index) {
        breakAt = index;
    }

    /** Answers end, one after the other, with one of these letters. */
    void endWith(String letters) {
        endings = letters;
    }

    private String ending(int number) {
        return endings.substring(number % endings.length()).substring(0, 1);
    }

    /** How many sequences have not ended. */
    int inFlight() {
        return sequences.size();
    }

    Set<String> cancelled() {
        return cancelled;
    }

    /** How many requests have come. */
    synchronized int requests() {
        return requests;
    }

    /** The request that came last. */
    synchronized GenerationRequest lastRequest() {
        return Objects.requireNonNull(last);
    }

    @Override
    public void close() {
        decode.shutdownNow();
    }

    /** One request on the decode thread. */
    private final class Sequence {
        private final GenerationRequest request;
        private final int[] words;
        private int next = -1;

        Sequence(GenerationRequest request, String ending) {
            this.request = request;
            this.words = IntStream.concat(IntStream.of(request.promptIds()), ending.chars())
                    .toArray();
        }

        void step() {
            if (!sequences.containsKey(request.id()) || next >= holdAt) {
                return;
            }
            if (next >= breakAt) {
                sequences.remove(request.id());
                request.sink().onFailure(new IllegalStateException("secret detail of the engine"));
                return;
            }
            if (next < 0) {
                next = 0;
                request.sink().onStart(VERSION, 3);
            } else if (!speak()) {
                return;
            }
            decode.execute(this::step);
        }

        void cancel() {
            if (sequences.remove(request.id()) != null) {
                request.sink().onFinish(FinishReason.CANCELLED);
            }
        }

        private boolean speak() {
            boolean end = next == words.length;
            if (next == request.ending().maxTokens()) {
                finish(FinishReason.LENGTH);
                return false;
            }
            int id = end ? ByteTokens.END : words[next];
            int[] rivals = request.topLogprobs() > 0 ? new int[] {id, ByteTokens.END} : new int[0];
            float[] scores = request.topLogprobs() > 0 ? new float[] {-0.5f, Float.NEGATIVE_INFINITY} : new float[0];
            request.sink().onToken(new Token(id, -0.5f, -0.25f, rivals, scores, end));
            next++;
            drawn.increment();
            if (end) {
                finish(FinishReason.STOP);
            }
            return !end;
        }

        private void finish(FinishReason reason) {
            sequences.remove(request.id());
            request.sink().onFinish(reason);
        }
    }
}
