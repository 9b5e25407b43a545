package dev.attune.serving.checkpoint.hub;

import dev.attune.serving.checkpoint.CheckpointException;
import java.io.IOException;
import java.time.Duration;

/** Counts failures in a row and waits between them, longer each time. */
final class Retries {
    private final HubSettings.Limits limits;
    private int failures;

    Retries(HubSettings.Limits limits) {
        this.limits = limits;
    }

    /** Something worth trying again when it fails. */
    interface Attempt<T> {
        T run() throws IOException;
    }

    static <T> T run(HubSettings.Limits limits, Attempt<T> attempt) throws IOException {
        Retries retries = new Retries(limits);
        while (true) {
            try {
                return attempt.run();
            } catch (IOException failed) {
                retries.failed(failed);
            }
        }
    }

    /** Progress was made: what failed before does not count any more. */
    void forget() {
        failures = 0;
    }

    /** Waits before another try, or throws {@code failure} if there were enough. */
    void failed(IOException failure) throws IOException {
        if (++failures > limits.retries()) {
            throw failure;
        }
        Duration wait = limits.firstWait().multipliedBy(1L << Math.min(failures - 1, 20));
        if (failure instanceof HubException busy && busy.askedWait().compareTo(wait) > 0) {
            wait = busy.askedWait();
        }
        sleep(wait.compareTo(limits.longestWait()) > 0 ? limits.longestWait() : wait);
    }

    static void sleep(Duration duration) {
        try {
            Thread.sleep(duration.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CheckpointException("the download was interrupted", interrupted);
        }
    }
}
