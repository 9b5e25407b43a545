package dev.attune.server.training;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The trainer as a child of the server: started, started again with growing pauses when it ends, and ended with the server. Its
 * output becomes lines of the log. The child learns of our end by its standard input, so that none is left over even when we are
 * killed. One thread looks after it; whoever starts it closes it.
 */
public final class TrainerProcess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TrainerProcess.class);
    private static final Logger OUTPUT = LoggerFactory.getLogger("attune.trainer");
    /** A line of the child's, whatever it says, is cut here. */
    private static final int LONGEST_LINE = 4096;

    private final ChildCommand command;
    private final Pauses pauses;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = new Thread(this::supervise, "trainer-process");
    private volatile State state = new State(false, 0, 0, "");
    private volatile @Nullable Process child;

    /**
     * How long to wait before the next start.
     *
     * @param first after the first end
     * @param longest they double up to this
     * @param wellAfter a child that lived so long was well, and the pauses begin anew
     * @param patience how long a child may take to end when it is asked to
     */
    public record Pauses(Duration first, Duration longest, Duration wellAfter, Duration patience) {
        /** The pause after a child that lived so long. {@code before} is the pause before it; none before the first. */
        Duration after(Duration before, Duration lived) {
            if (before.isZero() || lived.compareTo(wellAfter) > 0) {
                return first;
            }
            Duration doubled = before.multipliedBy(2);
            return doubled.compareTo(longest) < 0 ? doubled : longest;
        }
    }

    /**
     * What became of it.
     *
     * @param pid of the child; 0 when there is none
     * @param starts since the server began
     * @param message how the last one ended; empty if none has
     */
    public record State(boolean alive, long pid, long starts, String message) {}

    private TrainerProcess(ChildCommand command, Pauses pauses) {
        this.command = command;
        this.pauses = pauses;
        thread.setDaemon(true);
    }

    /** Starts the first child. */
    public static TrainerProcess start(ChildCommand command, Pauses pauses) {
        TrainerProcess process = new TrainerProcess(command, pauses);
        process.thread.start();
        return process;
    }

    public State state() {
        return state;
    }

    /** Asks the child to end, ends it when it does not within the patience, and returns when it has. */
    @Override
    public void close() {
        closing.countDown();
        Process last = child;
        if (last != null) {
            end(last);
        }
        try {
            thread.join(pauses.patience().toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void supervise() {
        Duration pause = Duration.ZERO;
        try {
            while (!isClosing(pause.toMillis())) {
                long began = System.nanoTime();
                live();
                pause = pauses.after(pause, Duration.ofNanos(System.nanoTime() - began));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isClosing(long withinMs) throws InterruptedException {
        return closing.await(withinMs, TimeUnit.MILLISECONDS);
    }

    /** One child from its start to its end. */
    private void live() throws InterruptedException {
        try {
            Process started = command.builder().start();
            child = started;
            state = new State(true, started.pid(), state.starts() + 1, state.message());
            LOG.info("the trainer runs as process {}", started.pid());
            if (closing.getCount() == 0) {
                end(started);
            }
            Optional<String> blamed = log(started);
            int code = started.waitFor();
            String why = blamed.map(limit -> ": " + limit).orElse("");
            ended("it ended with status " + code + why, closing.getCount() == 0 || code == 0);
        } catch (IOException e) {
            state = new State(false, 0, state.starts() + 1, state.message());
            ended("it cannot be started: " + e.getMessage(), false);
        }
    }

    private void ended(String message, boolean asIntended) {
        state = new State(false, 0, state.starts(), message);
        if (asIntended) {
            LOG.info("the trainer: {}", message);
        } else {
            LOG.warn("the trainer: {}; it is started again", message);
        }
    }

    /** Until the output ends; the limit that its last words about memory blame, if there are any. */
    private Optional<String> log(Process started) {
        ChildCommand.Share share = command.share();
        Optional<String> blamed = Optional.empty();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                OUTPUT.info(line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) + " …" : line);
                Optional<String> limit = share.memory().blamedBy(line, share.heapMb());
                blamed = limit.isPresent() ? limit : blamed;
            }
        } catch (IOException gone) {
            // The child has ended in the middle of a line.
        }
        return blamed;
    }

    private void end(Process last) {
        last.destroy();
        try {
            if (!last.waitFor(pauses.patience().toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn(
                        "the trainer did not end within {} s and is killed",
                        pauses.patience().toSeconds());
                last.destroyForcibly();
            }
        } catch (InterruptedException e) {
            last.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
