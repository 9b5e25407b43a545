package dev.attune.server.policy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.attune.serving.checkpoint.CheckpointException;
import dev.attune.serving.checkpoint.CheckpointStore;
import dev.attune.serving.checkpoint.DurableFiles;
import dev.attune.serving.checkpoint.Generation;
import dev.attune.serving.model.ModelException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the versions of one base model lie: {@code DATA_DIR/policy/DIGEST/}, a {@link CheckpointStore} whose generation 1 is the
 * base itself. Another base model, by content, has another store; the same one under another name has the same. Its paths may be
 * used from any thread; opening takes as long as reading the base once, and is quick when its files have not changed since.
 *
 * @param root of the store
 */
public record PolicyStore(Path root) {
    private static final Logger LOG = LoggerFactory.getLogger(PolicyStore.class);
    private static final String STAMP = "base.json";
    private static final int DIGITS = 16;
    private static final int PATIENCE_S = 600;

    /**
     * The store of a model, made if need be.
     *
     * @param dataDir where everything learned is kept
     * @param base the folder of the model as it was given
     * @param copyBytes a base that cannot be linked is copied up to this size, and pointed to beyond it
     */
    public static PolicyStore open(Path dataDir, Path base, long copyBytes) {
        try {
            BaseModel model = new BaseModel(base);
            Optional<Path> known = known(dataDir, model);
            Path root = known.isPresent()
                    ? known.get()
                    : home(dataDir).resolve(model.digest().substring(0, DIGITS));
            PolicyStore store = new PolicyStore(root);
            store.begin(model, copyBytes);
            if (known.isEmpty()) {
                write(root.resolve(STAMP), model.stamp());
            }
            return store;
        } catch (IOException unusable) {
            throw new UncheckedIOException("the versions of " + base + " cannot be kept in " + dataDir, unusable);
        }
    }

    /** The store of a model if there is one; nothing is made. */
    public static Optional<PolicyStore> find(Path dataDir, Path base) {
        try {
            BaseModel model = new BaseModel(base);
            Optional<Path> known = known(dataDir, model);
            return (known.isPresent()
                            ? known
                            : Optional.of(home(dataDir).resolve(model.digest().substring(0, DIGITS))))
                    .filter(Files::isDirectory)
                    .map(PolicyStore::new);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(base + " cannot be read", unreadable);
        }
    }

    /** The generations. */
    public CheckpointStore checkpoints() {
        return CheckpointStore.at(root);
    }

    /**
     * Opens what the pointer says is served. What is damaged is refused, in the pointer, and the version before it opened.
     *
     * @param opener makes something of a generation whose every byte was checked
     * @throws CheckpointException or a {@link ModelException} if the last one left cannot be opened either
     */
    public <T> T openServed(Function<Generation, T> opener) {
        CheckpointStore store = checkpoints();
        while (true) {
            long version = store.served().read().orElseThrow().current();
            try {
                return opener.apply(store.open(version));
            } catch (CheckpointException | ModelException damaged) {
                String reason = String.valueOf(damaged.getMessage());
                if (store.served().refuse(version, "server", reason).current() == version) {
                    throw damaged;
                }
                LOG.error("version {} cannot be served: {}", version, reason);
            }
        }
    }

    private static Path home(Path dataDir) {
        return dataDir.resolve("policy");
    }

    private static Optional<Path> known(Path dataDir, BaseModel model) throws IOException {
        if (!Files.isDirectory(home(dataDir))) {
            return Optional.empty();
        }
        try (Stream<Path> stores = Files.list(home(dataDir))) {
            for (Path store : stores.sorted().toList()) {
                if (Files.exists(store.resolve(STAMP)) && model.isStampedBy(store.resolve(STAMP))) {
                    return Optional.of(store);
                }
            }
        }
        return Optional.empty();
    }

    /** Takes the base in as generation 1, unless that was done, here or by another server that starts at the same time. */
    private void begin(BaseModel model, long copyBytes) throws IOException {
        CheckpointStore store = checkpoints();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        while (store.served().read().isEmpty()) {
            try {
                List<Long> versions = store.versions();
                long first = versions.isEmpty() ? take(store, model, copyBytes).version() : versions.get(0);
                store.served().begin(first, "server", "the model that was given: " + model.folder());
            } catch (CheckpointException busy) {
                if (store.versions().isEmpty() && System.nanoTime() > deadline
                        || busy.getCause() instanceof IOException) {
                    throw busy;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
        }
    }

    private static Generation take(CheckpointStore store, BaseModel model, long copyBytes) throws IOException {
        ObjectNode details = JsonNodeFactory.instance.objectNode();
        details.put("origin", "base").put("folder", model.folder().toString());
        boolean copies = model.bytes() <= copyBytes;
        return store.publish(null, details, dir -> {
            for (Path file : model.files()) {
                place(file, dir.resolve(file.getFileName().toString()), copies);
            }
        });
    }

    /** A second name for the same bytes; where the disk or the owner does not let it, a copy, or if that is too much, a pointer. */
    private static void place(Path file, Path to, boolean copies) throws IOException {
        try {
            Files.createLink(to, file.toRealPath());
        } catch (IOException | UnsupportedOperationException notHere) {
            if (copies) {
                Files.copy(file, to);
            } else {
                Files.createSymbolicLink(to, file.toRealPath());
            }
        }
    }

    private static void write(Path file, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        DurableFiles.replace(file, channel -> {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        });
    }
}
