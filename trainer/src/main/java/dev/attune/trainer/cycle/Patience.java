package dev.attune.trainer.cycle;

import dev.attune.feedback.FeedbackUnavailableException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Waiting for Redis on the trainer's thread, which has nothing better to do then.
 *
 * @param limit how long Redis may be away when something must be asked or told
 * @param pause between two tries
 */
record Patience(Duration limit, Duration pause) {
    private static final Duration ONE_ANSWER = Duration.ofMinutes(1);

    /** One answer, or the reason why there is none. */
    static <T> T get(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(ONE_ANSWER.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | CompletionException failed) {
            throw failed.getCause() instanceof RuntimeException known
                    ? known
                    : new CycleException("Redis: " + failed.getMessage(), failed);
        } catch (TimeoutException late) {
            throw new FeedbackUnavailableException(
                    FeedbackUnavailableException.Reason.SLOW, "Redis did not answer in time", late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CycleException("interrupted", interrupted);
        }
    }

    /** Asks again while Redis is away, until it answers, {@code halted} says yes or the limit is over. */
    <T> T insist(String what, Supplier<CompletionStage<T>> question, BooleanSupplier halted) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            try {
                return get(question.get());
            } catch (FeedbackUnavailableException away) {
                if (halted.getAsBoolean()) {
                    throw new HaltedException();
                }
                if (System.nanoTime() - deadline >= 0) {
                    throw new CycleException(
                            "cannot " + what + ": Redis was away for " + limit.toSeconds() + " s: " + away.getMessage(),
                            away);
                }
                LockSupport.parkNanos(pause.toNanos());
            }
        }
    }
}
