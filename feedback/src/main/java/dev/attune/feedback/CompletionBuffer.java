package dev.attune.feedback;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands between those who answer and a store that may be slow: {@link #save} returns at once and never throws, a thread of its own
 * hands completions on, and those that find no room are dropped and counted. A completion can be found from the moment it was
 * taken, also while it waits.
 */
public final class CompletionBuffer implements CompletionStore {
    private static final Logger LOG = LoggerFactory.getLogger(CompletionBuffer.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final CompletionStore store;
    private final Semaphore room;
    private final Map<String, CompletionRecord> waiting = new ConcurrentHashMap<>();
    private final AtomicLong saved = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final ExecutorService writer;

    /**
     * @param store where completions go; closed by {@link #close}
     * @param maxWaiting completions that may wait for it
     */
    public CompletionBuffer(CompletionStore store, int maxWaiting) {
        this.store = store;
        this.room = new Semaphore(maxWaiting);
        this.writer = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "attune-completions");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public CompletionStage<Void> save(CompletionRecord completion) {
        if (!room.tryAcquire()) {
            return drop(completion, new FeedbackException("too many completions wait to be stored"));
        }
        waiting.put(completion.id(), completion);
        CompletableFuture<Void> done = new CompletableFuture<>();
        try {
            writer.execute(() -> handOn(completion, done));
        } catch (RuntimeException closed) {
            leave(completion);
            return drop(completion, closed);
        }
        return done;
    }

    @Override
    public CompletionStage<Optional<CompletionRecord>> find(String id) {
        CompletionRecord early = waiting.get(id);
        return early == null ? store.find(id) : CompletableFuture.completedStage(Optional.of(early));
    }

    /** Completions that have reached the store. */
    public long saved() {
        return saved.get();
    }

    /** Completions that were lost: no room, or the store refused them. */
    public long dropped() {
        return dropped.get();
    }

    /** Lets those that wait reach the store, within a limit, and closes it. */
    @Override
    public void close() {
        writer.shutdown();
        try {
            if (!writer.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("{} completions were not stored within {}", waiting.size(), PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        store.close();
    }

    /** On the writer's thread. A place is free again when the store has answered, so that a slow one cannot gather work. */
    private void handOn(CompletionRecord completion, CompletableFuture<Void> done) {
        try {
            store.save(completion).whenComplete((nothing, failure) -> settle(completion, failure, done));
        } catch (RuntimeException e) {
            settle(completion, e, done);
        }
    }

    private void settle(CompletionRecord completion, @Nullable Throwable failure, CompletableFuture<Void> done) {
        leave(completion);
        if (failure == null) {
            saved.incrementAndGet();
            done.complete(null);
        } else {
            drop(completion, failure);
            done.completeExceptionally(failure);
        }
    }

    private void leave(CompletionRecord completion) {
        waiting.remove(completion.id(), completion);
        room.release();
    }

    /** Says so the first time and each thousandth, not each time: this happens when there is too much of everything. */
    private CompletionStage<Void> drop(CompletionRecord completion, Throwable cause) {
        long count = dropped.incrementAndGet();
        if (count % 1000 == 1) {
            LOG.warn(
                    "completion {} is not stored, nor were {} before it: {}",
                    completion.id(),
                    count - 1,
                    cause.toString());
        }
        return CompletableFuture.failedStage(cause);
    }
}
