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
    private final int maxWaiting;
    private final long maxWaitingBytes;
    private final Semaphore room;
    private final AtomicLong waitingBytes = new AtomicLong();
    private final Map<String, Waiting> waiting = new ConcurrentHashMap<>();
    private final AtomicLong saved = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final ExecutorService writer;

    /**
     * @param store where completions go; closed by {@link #close}
     * @param maxWaiting completions that may wait for it
     * @param maxWaitingBytes memory these may take together, about
     */
    public CompletionBuffer(CompletionStore store, int maxWaiting, long maxWaitingBytes) {
        this.store = store;
        this.maxWaiting = maxWaiting;
        this.maxWaitingBytes = maxWaitingBytes;
        this.room = new Semaphore(maxWaiting);
        this.writer = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "attune-completions");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** A completion on its way, what tells that it arrived, and the memory it takes. */
    private record Waiting(CompletionRecord completion, CompletableFuture<Void> done, long bytes) {}

    @Override
    public CompletionStage<Void> save(CompletionRecord completion) {
        Waiting one = new Waiting(completion, new CompletableFuture<>(), weight(completion));
        if (!room.tryAcquire()) {
            return drop(completion, new FeedbackException("too many completions wait to be stored"));
        }
        long together = waitingBytes.addAndGet(one.bytes());
        waiting.put(completion.id(), one);
        if (together > maxWaitingBytes) {
            leave(one);
            return drop(completion, new FeedbackException("completions that wait to be stored take too much memory"));
        }
        try {
            writer.execute(() -> handOn(one));
        } catch (RuntimeException closed) {
            leave(one);
            return drop(completion, closed);
        }
        return one.done();
    }

    @Override
    public CompletionStage<Optional<CompletionRecord>> find(String id) {
        Waiting early = waiting.get(id);
        return early == null ? store.find(id) : CompletableFuture.completedStage(Optional.of(early.completion()));
    }

    /** Completes when the completion with this id is no longer on its way; at once if it is not, or was never, on it. */
    public CompletionStage<Void> settled(String id) {
        Waiting early = waiting.get(id);
        return early == null
                ? CompletableFuture.completedStage(null)
                : early.done().handle((nothing, failure) -> null);
    }

    /** Text at two bytes a character, a number in a list at twenty: generous, for this is a limit. */
    private static long weight(CompletionRecord completion) {
        long characters = 0;
        for (CompletionRecord.Turn turn : completion.messages()) {
            characters += turn.content() == null ? 0 : turn.content().length();
        }
        long numbers = 0;
        for (CompletionRecord.Prompt prompt : completion.prompts()) {
            numbers += prompt.ids().size();
        }
        for (CompletionRecord.Choice choice : completion.choices()) {
            characters += choice.text().length();
            numbers += 2L * choice.tokenIds().size();
        }
        return 1_000 + 2 * characters + 20 * numbers;
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
            boolean handedOn = writer.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (!handedOn || !room.tryAcquire(maxWaiting, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("{} completions were not stored within {}", waiting.size(), PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        store.close();
    }

    /** On the writer's thread. A place is free again when the store has answered, so that a slow one cannot gather work. */
    private void handOn(Waiting one) {
        try {
            store.save(one.completion()).whenComplete((nothing, failure) -> settle(one, failure));
        } catch (RuntimeException e) {
            settle(one, e);
        }
    }

    private void settle(Waiting one, @Nullable Throwable failure) {
        leave(one);
        if (failure == null) {
            saved.incrementAndGet();
            one.done().complete(null);
        } else {
            drop(one.completion(), failure);
            one.done().completeExceptionally(failure);
        }
    }

    private void leave(Waiting one) {
        waiting.remove(one.completion().id(), one);
        waitingBytes.addAndGet(-one.bytes());
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
