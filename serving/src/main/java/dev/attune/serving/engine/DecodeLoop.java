package dev.attune.serving.engine;

import dev.attune.serving.model.Weights;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
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
    private final int vocabulary;
    private final Thread thread;
    private final Queue<Command> commands = new ConcurrentLinkedQueue<>();
    private final Admissions admitted;
    private final StepTimes stepTimes = new StepTimes();
    private volatile EngineStats stats;
    private volatile boolean draining;
    private volatile boolean stopping;
    private volatile boolean ended;

    /** Something to do between two steps, and whom to tell if it cannot be done. */
    private record Command(Runnable act, Consumer<Throwable> refuse) {}

    private DecodeLoop(Engine engine) {
        this.engine = engine;
        this.limits = engine.limits();
        this.vocabulary = engine.vocabulary();
        this.admitted = new Admissions(limits, this::cancel);
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
     * Accepts a request; its sink hears the rest. A sink that throws is logged, and its request cancelled.
     *
     * @throws QueueFullException if too many requests or prompt tokens wait
     * @throws IllegalArgumentException if it can never fit the context, names a token that is not in the vocabulary, or its
     *     id is in use
     * @throws IllegalStateException when draining or closed
     */
    public void submit(GenerationRequest request) {
        submit(List.of(request));
    }

    /**
     * Accepts requests that belong together, all or none: one version answers them all, and a prompt that several have, as the same
     * array, is computed and counted once.
     *
     * @throws RuntimeException as for one
     */
    public void submit(List<GenerationRequest> together) {
        if (draining || stopping) {
            throw new IllegalStateException(stopping ? "the engine was closed" : "the engine is draining");
        }
        together.forEach(request -> request.requireFit(limits.contextTokens(), vocabulary));
        List<Admission> admissions = admitted.admit(together);
        send(() -> begin(admissions), cause -> admissions.forEach(each -> each.onFailure(cause)));
    }

    /** Ends a request within one step; unknown and ended ids are ignored. */
    public void cancel(String id) {
        Admission admission = admitted.find(id);
        if (admission != null) {
            cancel(admission);
        }
    }

    /**
     * Serves these weights from the next new sequence on.
     *
     * @return completes when they are adopted, or with the reason why not; either way the weights are closed here
     */
    public CompletionStage<Void> swap(Weights weights) {
        CompletableFuture<Void> adopted = new CompletableFuture<>();
        send(
                () -> {
                    engine.swap(weights);
                    adopted.complete(null);
                },
                cause -> {
                    weights.close();
                    adopted.completeExceptionally(cause);
                });
        return adopted;
    }

    /** As of the last step. */
    public EngineStats stats() {
        EngineStats s = stats;
        return new EngineStats(
                s.running(),
                admitted.waiting(),
                s.cacheUsage(),
                s.admittedTokens(),
                s.promptTokens(),
                s.cachedTokens(),
                s.generatedTokens(),
                s.steps(),
                s.weightsVersion());
    }

    /** How long the steps took. */
    public StepTimes.Counts stepTimes() {
        return stepTimes.counts();
    }

    /** Refuses new requests and waits for those in flight; whoever is left at the limit is cancelled. Returns whether none was. */
    public boolean drain(Duration limit) {
        draining = true;
        boolean finished = await(limit);
        admitted.all().forEach(this::cancel);
        await(Duration.ofSeconds(5));
        return finished;
    }

    /** Stops the thread, fails whoever is in flight, closes the engine. Waits for the step under way, interrupted or not. */
    @Override
    public void close() {
        stopping = true;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean await(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!admitted.all().isEmpty() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        return admitted.all().isEmpty();
    }

    private void cancel(Admission admission) {
        admission.cancel();
        send(
                () -> {
                    if (admitted.holds(admission)) {
                        engine.cancel(admission.id());
                    }
                },
                cause -> {});
    }

    private void begin(List<Admission> together) {
        List<GenerationRequest> wanted = new ArrayList<>();
        for (Admission admission : together) {
            if (admission.cancelled()) {
                admission.onFinish(FinishReason.CANCELLED);
            } else {
                wanted.add(admission.watched());
            }
        }
        engine.add(wanted);
    }

    private void send(Runnable act, Consumer<Throwable> refuse) {
        commands.add(new Command(act, refuse));
        LockSupport.unpark(thread);
        if (ended) {
            refuseAll();
        }
    }

    private void run() {
        try {
            while (!stopping) {
                turn();
            }
        } finally {
            end();
        }
    }

    private void turn() {
        try {
            obey();
            if (engine.hasWork()) {
                long began = System.nanoTime();
                engine.step();
                stepTimes.add(System.nanoTime() - began);
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

    private void obey() {
        for (Command command = commands.poll(); command != null; command = commands.poll()) {
            try {
                command.act().run();
            } catch (RuntimeException | Error e) {
                LOG.error("A command to the engine failed", e);
                command.refuse().accept(e);
            }
        }
    }

    private void end() {
        try {
            engine.fail(closed());
            engine.close();
        } finally {
            // Whoever sends from now on sees this and refuses its own command; what was sent before is refused here.
            ended = true;
            refuseAll();
        }
    }

    private void refuseAll() {
        for (Command command = commands.poll(); command != null; command = commands.poll()) {
            command.refuse().accept(closed());
        }
    }

    private static IllegalStateException closed() {
        return new IllegalStateException("the engine was closed");
    }
}
