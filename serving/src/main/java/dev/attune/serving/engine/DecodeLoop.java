package dev.attune.serving.engine;

import dev.attune.serving.model.Weights;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The decode thread: the only one that touches an {@link Engine}. Everybody else sends it commands; requests are bounded,
 * and a full queue is an answer. All methods may be called from any thread and return at once, except {@link #drain} and
 * {@link #close}.
 */
public final class DecodeLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DecodeLoop.class);

    private final Engine engine;
    private final EngineLimits limits;
    private final Thread thread;
    private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();
    /** Requests that were accepted and have not ended; the waiting ones among them are bounded. */
    private final Map<String, Admission> admitted = new ConcurrentHashMap<>();

    private final WaitingRoom waitingRoom;
    private volatile EngineStats stats;
    private volatile boolean draining;
    private volatile boolean stopping;

    private DecodeLoop(Engine engine) {
        this.engine = engine;
        this.limits = engine.limits();
        this.waitingRoom = new WaitingRoom(limits.maxWaiting(), limits.maxWaitingTokens());
        this.stats = engine.stats();
        this.thread = new Thread(this::run, "attune-decode");
        thread.setDaemon(true);
    }

    /** Starts the thread, which owns the engine from here on and closes it. */
    public static DecodeLoop start(Engine engine) {
        DecodeLoop loop = new DecodeLoop(engine);
        loop.thread.start();
        return loop;
    }

    /**
     * Accepts a request; its sink hears the rest.
     *
     * @throws QueueFullException if too many requests or prompt tokens wait
     * @throws IllegalArgumentException if it can never fit the context, or its id is in use
     * @throws IllegalStateException when draining
     */
    public void submit(GenerationRequest request) {
        if (draining) {
            throw new IllegalStateException("the engine is draining");
        }
        int needed = request.promptIds().length + request.ending().maxTokens();
        if (needed > limits.contextTokens()) {
            throw new IllegalArgumentException(
                    "prompt and completion need " + needed + " tokens, the context has " + limits.contextTokens());
        }
        waitingRoom.enter(request.promptIds().length);
        Admission admission = new Admission(request);
        if (admitted.putIfAbsent(request.id(), admission) != null) {
            waitingRoom.leave(request.promptIds().length);
            throw new IllegalArgumentException("a request with id " + request.id() + " is in flight");
        }
        send(() -> engine.add(admission.watched()));
    }

    /** Ends a request within one step; unknown and ended ids are ignored. */
    public void cancel(String id) {
        if (admitted.containsKey(id)) {
            send(() -> engine.cancel(id));
        }
    }

    /** Serves these weights from the next new sequence on. Completes when they are adopted; the engine closes them. */
    public CompletionStage<Void> swap(Weights weights) {
        CompletableFuture<Void> adopted = new CompletableFuture<>();
        send(() -> {
            engine.swap(weights);
            adopted.complete(null);
        });
        return adopted;
    }

    /** As of the last step. */
    public EngineStats stats() {
        EngineStats s = stats;
        return new EngineStats(
                s.running(),
                waitingRoom.requests(),
                s.cacheUsage(),
                s.promptTokens(),
                s.cachedTokens(),
                s.generatedTokens(),
                s.steps(),
                s.weightsVersion());
    }

    /** Refuses new requests and waits for those in flight; whoever is left at the limit is cancelled. Returns whether none was. */
    public boolean drain(Duration limit) {
        draining = true;
        boolean finished = await(limit);
        admitted.keySet().forEach(this::cancel);
        await(Duration.ofSeconds(5));
        return finished;
    }

    /** Stops the thread, fails whoever is in flight, closes the engine. */
    @Override
    public void close() {
        stopping = true;
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean await(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!admitted.isEmpty() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        return admitted.isEmpty();
    }

    private void send(Runnable command) {
        commands.add(command);
        LockSupport.unpark(thread);
    }

    private void run() {
        while (!stopping) {
            try {
                obey();
                if (engine.hasWork()) {
                    engine.step();
                    stats = engine.stats();
                } else if (commands.isEmpty() && !stopping) {
                    stats = engine.stats();
                    LockSupport.park(this);
                }
            } catch (RuntimeException | Error e) {
                LOG.error("A decode step failed; all sequences in flight end", e);
                engine.fail(e);
            }
        }
        obey();
        engine.fail(new IllegalStateException("the engine was closed"));
        engine.close();
    }

    private void obey() {
        for (Runnable command = commands.poll(); command != null; command = commands.poll()) {
            command.run();
        }
    }

    /** A request in flight: its sink, with an ear on when it leaves the waiting room and when it ends. */
    private final class Admission implements TokenSink {
        private final GenerationRequest request;
        private boolean waiting = true;

        Admission(GenerationRequest request) {
            this.request = request;
        }

        GenerationRequest watched() {
            return new GenerationRequest(
                    request.id(),
                    request.promptIds(),
                    request.sampling(),
                    request.ending(),
                    request.topLogprobs(),
                    this);
        }

        @Override
        public void onStart(long weightsVersion, int cachedTokens) {
            leaveWaitingRoom();
            request.sink().onStart(weightsVersion, cachedTokens);
        }

        @Override
        public void onToken(Token token) {
            request.sink().onToken(token);
        }

        @Override
        public void onFinish(FinishReason reason) {
            leave();
            request.sink().onFinish(reason);
        }

        @Override
        public void onFailure(Throwable cause) {
            leave();
            request.sink().onFailure(cause);
        }

        private void leave() {
            leaveWaitingRoom();
            admitted.remove(request.id());
        }

        private void leaveWaitingRoom() {
            if (waiting) {
                waiting = false;
                waitingRoom.leave(request.promptIds().length);
            }
        }
    }
}
