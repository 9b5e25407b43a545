package dev.attune.serving.checkpoint;

import dev.attune.serving.checkpoint.Served.Action;
import dev.attune.serving.checkpoint.Served.Decision;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * The durable pointer to the generation of a {@link CheckpointStore} that is served. The trainer's gate offers, people promote,
 * go back and hold, servers follow and take back what cannot be served; all of them through this class, over one file that is
 * replaced as a whole under a lock. Every method may be called from any thread of any process, and waits two seconds at most for
 * somebody else's change.
 */
public final class ServedPointer {
    private static final int BEFORE = 32;
    private static final int DECISIONS = 64;
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(2);

    private final Path file;
    private final Path lock;
    private final Predicate<Long> exists;
    private final InstantSource clock;

    ServedPointer(Path root, Predicate<Long> exists, InstantSource clock) {
        this.file = root.resolve(ServedFile.NAME);
        this.lock = root.resolve(".served.lock");
        this.exists = exists;
        this.clock = clock;
    }

    /** The file to watch for changes. */
    public Path file() {
        return file;
    }

    /** What is served; empty until {@link #begin}. */
    public Optional<Served> read() {
        return Files.exists(file) ? Optional.of(ServedFile.read(file)) : Optional.empty();
    }

    /** Serves the first version, unless something is served already. */
    public Served begin(long version, String by, String reason) {
        return underLock(() -> {
            Optional<Served> now = read();
            return now.isPresent()
                    ? now.get()
                    : write(decided(new Served(version, List.of(), false, List.of()), Action.IMPORT, by, reason));
        });
    }

    /** Serves a version that the gate accepted, unless serving is held. Returns whether it is served now. */
    public boolean offer(long version, String by, String reason) {
        return change(now -> now.held() ? now : decided(moved(now, version, false), Action.PROMOTE, by, reason))
                        .current()
                == version;
    }

    /**
     * Serves a version because a person says so, and lets the gate's go on being served after it.
     *
     * @throws CheckpointException if there is no such generation
     */
    public Served promote(long version, String by, String reason) {
        return change(now -> decided(moved(now, version, false), Action.PROMOTE, by, reason));
    }

    /**
     * Goes back to the version served before, and holds it: what led to the version that is left would lead there again.
     *
     * @throws CheckpointException if there is none to go back to
     */
    public Served rollback(String by, String reason) {
        return change(now -> decided(back(now, true), Action.ROLLBACK, by, reason));
    }

    /** From now on only a person changes what is served. */
    public Served hold(String by, String reason) {
        return change(now -> decided(with(now, true), Action.HOLD, by, reason));
    }

    /** From now on what the gate accepts is served again. */
    public Served release(String by, String reason) {
        return change(now -> now.held() ? decided(with(now, false), Action.RELEASE, by, reason) : now);
    }

    /** Takes back a version that cannot be served; nothing if it is not the current one any more, or the only one. */
    public Served refuse(long version, String by, String reason) {
        return change(now -> {
            if (now.current() != version || remaining(now).isEmpty()) {
                return now;
            }
            Served back = back(now, now.held());
            return decided(back, new Decision(now(), Action.REFUSE, version, by, reason));
        });
    }

    private Served change(UnaryOperator<Served> decision) {
        return underLock(() -> {
            Served now = read().orElseThrow(() -> CheckpointException.in(file, "is missing: nothing is served yet"));
            Served next = decision.apply(now);
            return next.equals(now) ? now : write(next);
        });
    }

    private Served moved(Served now, long version, boolean held) {
        if (!exists.test(version)) {
            throw CheckpointException.in(file.resolveSibling(""), "has no generation " + version);
        }
        if (version == now.current()) {
            return with(now, held);
        }
        List<Long> before = new ArrayList<>(now.before());
        before.add(now.current());
        return new Served(version, newest(before, BEFORE), held, now.decisions());
    }

    private Served back(Served now, boolean held) {
        List<Long> before = remaining(now);
        if (before.isEmpty()) {
            throw CheckpointException.in(file, "names no version before " + now.current() + " that is still there");
        }
        int last = before.size() - 1;
        return new Served(before.get(last), before.subList(0, last), held, now.decisions());
    }

    /** What was served before and has not been pruned since. */
    private List<Long> remaining(Served now) {
        return now.before().stream().filter(exists).toList();
    }

    private static Served with(Served now, boolean held) {
        return new Served(now.current(), now.before(), held, now.decisions());
    }

    private Served decided(Served next, Action action, String by, String reason) {
        return decided(next, new Decision(now(), action, next.current(), by, reason));
    }

    private static Served decided(Served next, Decision decision) {
        List<Decision> decisions = new ArrayList<>(next.decisions());
        decisions.add(decision);
        return new Served(next.current(), next.before(), next.held(), newest(decisions, DECISIONS));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static <T> List<T> newest(List<T> all, int most) {
        return all.subList(Math.max(0, all.size() - most), all.size());
    }

    private Served write(Served served) throws IOException {
        ServedFile.write(file, served);
        return served;
    }

    /** Something that reads and writes the file. */
    private interface Change {
        Served make() throws IOException;
    }

    /** One at a time, over all processes; the lock ends with its process. */
    private Served underLock(Change change) {
        long deadline = System.nanoTime() + PATIENCE_NS;
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            while (System.nanoTime() < deadline) {
                try (FileLock held = channel.tryLock()) {
                    if (held != null) {
                        return change.make();
                    }
                } catch (OverlappingFileLockException heldByThisProcess) {
                    // Looked at again below.
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
            }
        } catch (IOException unwritable) {
            throw CheckpointException.in(file, "cannot be changed", unwritable);
        }
        throw CheckpointException.in(file, "is being changed by somebody else");
    }
}
