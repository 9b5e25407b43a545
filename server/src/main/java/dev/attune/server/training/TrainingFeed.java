package dev.attune.server.training;

import dev.attune.feedback.FeedbackUnavailableException;
import dev.attune.feedback.redis.TrainingBoard;
import dev.attune.feedback.redis.TrainingBoard.Told;
import dev.attune.feedback.training.TrainingEvent;
import dev.attune.feedback.training.TrainingStatus;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits, on a thread of its own, for what the trainer says, keeps the newest of it and tells those who listen that there is more.
 * Listeners are told also when Redis comes back, since they may have missed something. Whoever starts it closes it.
 */
public final class TrainingFeed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TrainingFeed.class);
    private static final int AT_ONCE = 200;
    private static final int PAUSE_MS = 1000;
    private static final long PATIENCE_MS = 5000;

    static final Newest NOTHING = new Newest(TrainingStatus.NONE, 0, Map.of(), 0, 0, null);

    private final TrainingBoard board;
    private final Set<Runnable> listeners = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "training-feed");
    private volatile Newest newest = NOTHING;
    private String seen = TrainingBoard.START;

    /**
     * The newest of what the trainer said.
     *
     * @param cycle that the rest is about
     * @param metrics each as it was said last in this cycle, by TRL's names
     * @param step of the stage at work, of {@code steps}
     * @param etaS seconds until that stage ends, where it was said
     */
    record Newest(
            TrainingStatus status,
            long cycle,
            Map<String, Double> metrics,
            long step,
            long steps,
            @Nullable Double etaS) {

        Newest with(TrainingEvent event) {
            Map<String, Double> all = new TreeMap<>(event.cycle() == cycle ? metrics : Map.of());
            all.putAll(event.metrics());
            return new Newest(status, event.cycle(), Map.copyOf(all), event.step(), event.steps(), event.etaS());
        }

        Newest with(TrainingStatus now) {
            return new Newest(now, cycle, metrics, step, steps, etaS);
        }
    }

    private TrainingFeed(TrainingBoard board) {
        this.board = board;
        thread.setDaemon(true);
    }

    /** Begins with the newest events that are kept. */
    public static TrainingFeed start(TrainingBoard board) {
        TrainingFeed feed = new TrainingFeed(board);
        feed.thread.start();
        return feed;
    }

    Newest newest() {
        return newest;
    }

    /** From now on this is run, on the feed's thread, whenever there is more; it must not wait. */
    void listen(Runnable listener) {
        listeners.add(listener);
    }

    void leave(Runnable listener) {
        listeners.remove(listener);
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(PATIENCE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (closing.getCount() > 0) {
                follow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Until Redis is away or the server ends; then whoever listens has to look again. */
    private void follow() throws InterruptedException {
        try {
            take(join(board.newest(AT_ONCE)));
            while (closing.getCount() > 0) {
                newest = newest.with(join(board.status()));
                take(join(board.awaitEvents(seen, AT_ONCE)));
            }
            return;
        } catch (FeedbackUnavailableException away) {
            LOG.debug("the trainer cannot be heard", away);
        } catch (RuntimeException e) {
            LOG.error("the trainer cannot be heard", e);
        }
        var unused = closing.await(PAUSE_MS, TimeUnit.MILLISECONDS);
    }

    private void take(List<Told> told) {
        for (Told each : told) {
            newest = newest.with(each.event());
            seen = each.id();
        }
        if (!told.isEmpty()) {
            listeners.forEach(Runnable::run);
        }
    }

    private static <T> T join(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
        }
    }
}
