package dev.attune.serving.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The versions of a model, each a folder {@code 000041/} that any Hugging Face tool opens. The bridge from the trainer, which
 * publishes, to the servers, which read; they may be different processes on a shared disk.
 *
 * <p>A generation is written aside, synced and renamed, so it is there whole or not at all, whatever is killed when, and
 * never changes after. Candidates that failed lie under {@code rejected/} with the same numbering. Every method may be
 * called from any thread; one process publishes at a time.
 */
public final class CheckpointStore {
    private static final String GENERATION = "\\d{6,18}";
    private static final String ASIDE = ".writing-";
    private static final String TRASH = ".trash-";

    private final Path root;
    private final InstantSource clock;

    private CheckpointStore(Path root, InstantSource clock) {
        this.root = root;
        this.clock = clock;
    }

    /** Fills a folder with the files of a model. */
    public interface Content {
        void writeTo(Path dir) throws IOException;

        /** Asked when every byte is on disk, right before the generation is seen; what it throws withdraws it. */
        default void beforeSeen() {}
    }

    /** The store at {@code root}, which is created if need be. */
    public static CheckpointStore at(Path root) {
        return at(root, InstantSource.system());
    }

    static CheckpointStore at(Path root, InstantSource clock) {
        try {
            Files.createDirectories(root.resolve("rejected"));
            Files.createDirectories(root.resolve("pins"));
            return new CheckpointStore(root, clock);
        } catch (IOException unwritable) {
            throw CheckpointException.in(root, "cannot be created", unwritable);
        }
    }

    /** The numbers of all generations, oldest first. */
    public List<Long> versions() {
        return versionsIn(root);
    }

    /** The newest generation, unverified. */
    public Optional<Generation> latest() {
        List<Long> versions = versions();
        return versions.isEmpty() ? Optional.empty() : Optional.of(read(versions.get(versions.size() - 1)));
    }

    /** The numbers of all candidates that were refused, oldest first. */
    public List<Long> rejected() {
        return versionsIn(root.resolve("rejected"));
    }

    /**
     * A generation as its manifest says, unverified; of a rejected candidate, too.
     *
     * @throws CheckpointException if there is none of that number
     */
    public Generation read(long version) {
        Path dir = folder(root, version);
        return Generation.read(Files.isDirectory(dir) ? dir : folder(root.resolve("rejected"), version));
    }

    /**
     * A generation, every byte of it checked against its manifest, and its parent, if that is there, against its hash.
     *
     * @throws CheckpointException naming the file that is missing, too much, damaged or changed since
     */
    public Generation open(long version) {
        Path dir = folder(root, version);
        if (!Files.isDirectory(dir)) {
            throw CheckpointException.in(root, "has no generation " + version);
        }
        try {
            Generation generation = Generation.read(dir);
            if (generation.version() != version) {
                throw CheckpointException.in(dir, "calls itself generation " + generation.version());
            }
            generation.verify();
            return generation;
        } catch (IOException unreadable) {
            throw CheckpointException.in(dir, "cannot be read", unreadable);
        }
    }

    /** Which of the generations is served. */
    public ServedPointer served() {
        return new ServedPointer(root, version -> Files.isDirectory(folder(root, version)), clock);
    }

    /** The newest generation, refused ones among them, whose details are as asked; one whose manifest is damaged is none. */
    public Optional<Generation> madeBy(Predicate<JsonNode> details) {
        return Stream.of(root, root.resolve("rejected"))
                .flatMap(home -> versionsIn(home).stream().flatMap(version -> readable(folder(home, version))))
                .filter(generation -> details.test(generation.manifest().details()))
                .max(Comparator.comparingLong(Generation::version));
    }

    /** The generation whose manifest this is, its other files unverified. */
    public Generation read(Path manifest) {
        return Generation.read(manifest.toAbsolutePath().resolveSibling(""));
    }

    private static Stream<Generation> readable(Path dir) {
        try {
            return Stream.of(Generation.read(dir));
        } catch (CheckpointException damaged) {
            return Stream.empty();
        }
    }

    /** Writes the next generation and lets it be seen. */
    public Generation publish(@Nullable Generation parent, ObjectNode details, Content content) {
        return write(root, parent, details, content);
    }

    /** Keeps a candidate that will not be served, with the reason among its details. */
    public Generation reject(@Nullable Generation parent, ObjectNode details, Content content) {
        return write(root.resolve("rejected"), parent, details, content);
    }

    /** Keeps a generation from being pruned until it is unpinned. */
    public void pin(long version) {
        try {
            Files.write(root.resolve("pins").resolve(name(version)), new byte[0]);
        } catch (IOException unwritable) {
            throw CheckpointException.in(root, "cannot pin " + version, unwritable);
        }
    }

    public void unpin(long version) {
        try {
            Files.deleteIfExists(root.resolve("pins").resolve(name(version)));
        } catch (IOException unwritable) {
            throw CheckpointException.in(root, "cannot unpin " + version, unwritable);
        }
    }

    /**
     * Deletes all but the newest {@code keep} ≥ 1 generations, sparing those that are pinned, served or a rollback away, and all
     * but as many rejected ones.
     */
    public List<Long> prune(int keep) {
        if (keep < 1) {
            throw new IllegalArgumentException("keep must be at least 1, was " + keep);
        }
        try (FileChannel lock = lock()) {
            deleteAll(TRASH);
            List<Long> deleted = prune(root, keep);
            prune(root.resolve("rejected"), keep);
            return deleted;
        } catch (IOException unwritable) {
            throw CheckpointException.in(root, "cannot be pruned", unwritable);
        }
    }

    private Generation write(Path home, @Nullable Generation parent, ObjectNode details, Content content) {
        try (FileChannel lock = lock()) {
            deleteAll(ASIDE);
            long version = nextVersion();
            Path aside = Files.createDirectory(root.resolve(ASIDE + name(version)));
            try {
                content.writeTo(aside);
                Manifest manifest = new Manifest(
                        version,
                        parent == null ? null : parent.asParent(),
                        clock.instant().truncatedTo(ChronoUnit.MILLIS),
                        Generation.seal(aside),
                        details.deepCopy());
                manifest.write(aside);
                DurableFiles.syncDirectory(aside);
                content.beforeSeen();
                Path dir = folder(home, version);
                DurableFiles.rename(aside, dir);
                return new Generation(dir, manifest);
            } finally {
                delete(aside);
            }
        } catch (IOException unwritable) {
            throw CheckpointException.in(root, "cannot take a new generation", unwritable);
        }
    }

    private List<Long> prune(Path home, int keep) throws IOException {
        List<Long> versions = versionsIn(home);
        List<Long> deleted = new ArrayList<>();
        for (long version : versions.subList(0, Math.max(0, versions.size() - keep))) {
            if (home.equals(root) && isNeeded(version)) {
                continue;
            }
            // Renamed first: a generation that is half deleted must not be seen either.
            Path trash = root.resolve(TRASH + name(version));
            DurableFiles.rename(folder(home, version), trash);
            delete(trash);
            deleted.add(version);
        }
        return deleted;
    }

    private boolean isNeeded(long version) {
        return Files.exists(root.resolve("pins").resolve(name(version)))
                || served().read()
                        .filter(now ->
                                now.current() == version || now.previous().orElse(-1) == version)
                        .isPresent();
    }

    private long nextVersion() {
        TreeSet<Long> taken = new TreeSet<>(versions());
        taken.addAll(versionsIn(root.resolve("rejected")));
        return taken.isEmpty() ? 1 : taken.last() + 1;
    }

    /** One writer at a time; the lock ends with its process. */
    private FileChannel lock() throws IOException {
        FileChannel channel =
                FileChannel.open(root.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException heldByThisProcess) {
            // Said below.
        }
        channel.close();
        throw CheckpointException.in(root, "is being written to by somebody else");
    }

    private void deleteAll(String prefix) throws IOException {
        for (Path leftover : Generation.files(root)) {
            if (leftover.getFileName().toString().startsWith(prefix)) {
                delete(leftover);
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            List<Path> deepestFirst;
            try (Stream<Path> tree = Files.walk(folder)) {
                deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path path : deepestFirst) {
                Files.delete(path);
            }
        }
    }

    private static List<Long> versionsIn(Path home) {
        try (Stream<Path> entries = Files.list(home)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> name.matches(GENERATION))
                    .map(Long::valueOf)
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw CheckpointException.in(home, "cannot be listed", unreadable);
        }
    }

    private static Path folder(Path home, long version) {
        return home.resolve(name(version));
    }

    static String name(long version) {
        return String.format(Locale.ROOT, "%06d", version);
    }
}
