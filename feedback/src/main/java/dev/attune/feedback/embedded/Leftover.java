package dev.attune.feedback.embedded;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Redis of an earlier server that still runs on our folder: dying with its server, or left alone because the watcher between
 * them was killed too. Two must never write the same files, so it is ended, and its end awaited, before another starts.
 */
final class Leftover {
    private static final Logger LOG = LoggerFactory.getLogger(Leftover.class);
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int LOOK_EVERY_MS = 50;

    private Leftover() {}

    /** Returns when no Redis of an earlier server runs on the folder. */
    static void end(RedisFolder folder) {
        Optional<ProcessHandle> left =
                folder.lastPid().flatMap(ProcessHandle::of).filter(Leftover::isRedis);
        if (left.isEmpty()) {
            return;
        }
        long deadline = System.nanoTime() + LIMIT.toNanos();
        boolean said = false;
        while (left.filter(Leftover::isRedis).isPresent()) {
            if (!said && askToEnd(folder)) {
                LOG.info(
                        "ended the Redis (process {}) that an earlier server left on {}",
                        left.get().pid(),
                        folder.path());
                said = true;
            }
            if (System.nanoTime() > deadline) {
                throw new RedisException("process " + left.get().pid() + " is a Redis that may still write to "
                        + folder.path() + " and does not end; end it and start again");
            }
            pause();
        }
    }

    /** Process numbers come round again, and what has ended but was not yet collected has no program: neither is waited for. */
    private static boolean isRedis(ProcessHandle process) {
        return process.info()
                .command()
                .map(command -> command.contains("redis") || command.contains("valkey"))
                .orElse(false);
    }

    /** Whether it was ours and has been told; one that is already ending does not answer, and is only awaited. */
    private static boolean askToEnd(RedisFolder folder) {
        Optional<Integer> port = folder.lastPort();
        if (port.isEmpty()) {
            return false;
        }
        try (RedisProbe probe = new RedisProbe(port.get(), folder.password())) {
            if (!probe.ask("CONFIG", "GET", "dir").contains(folder.path().toString())) {
                return false;
            }
            probe.ask("SHUTDOWN");
            return true;
        } catch (java.io.EOFException hungUp) {
            return true;
        } catch (IOException gone) {
            return false;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_EVERY_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RedisException("interrupted while an earlier Redis ended", e);
        }
    }
}
