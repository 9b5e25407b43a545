package dev.attune.trainer.cycle;

import dev.attune.feedback.redis.TrainingBoard;
import dev.attune.feedback.training.TrainingControl;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Looks now and then at what people want of the trainer, on a thread of its own, so that a step never waits for Redis. While Redis is away
 * the last thing heard holds. Any thread may ask; whoever opened it closes it.
 */
final class ControlWatch implements AutoCloseable {
    private final TrainingBoard board;
    private final ScheduledExecutorService looker = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "attune-trainer-control");
        thread.setDaemon(true);
        return thread;
    });
    private volatile TrainingControl last = TrainingControl.DEFAULT;

    ControlWatch(TrainingBoard board, Duration every) {
        this.board = board;
        looker.scheduleWithFixedDelay(this::look, 0, every.toMillis(), TimeUnit.MILLISECONDS);
    }

    TrainingControl last() {
        return last;
    }

    private void look() {
        board.control().thenAccept(heard -> last = heard).exceptionally(away -> null);
    }

    @Override
    public void close() {
        looker.shutdownNow();
    }
}
