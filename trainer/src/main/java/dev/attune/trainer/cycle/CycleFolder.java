package dev.attune.trainer.cycle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.attune.serving.checkpoint.DurableFiles;
import dev.attune.trainer.run.Checksums;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder of a cycle: {@code plan.json}, for each stage {@code NAME.work} while it is at work and {@code NAME} when it is done,
 * {@code cord.json} where practice stopped itself, {@code verdict.json}, {@code outcome.json}, {@code metrics/}. Holds numbers only, no words of people. One thread.
 *
 * @param dir the folder, named by the cycle's number
 */
record CycleFolder(Path dir) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CORD = "cord.json";

    /** Does a stage's work in its folder, from wherever that stands. */
    interface Work {
        void in(Path folder) throws IOException;
    }

    /**
     * How a cycle ended.
     *
     * @param result {@code published}, {@code refused}, {@code failed} or {@code given_up}
     * @param version of what came of it; 0 for nothing
     * @param reason in one line
     */
    record Outcome(String result, long version, String reason, long atMs) {}

    CyclePlan plan() {
        return read("plan.json", CyclePlan.class).orElseThrow(() -> new CycleException(dir + ": has no plan.json"));
    }

    Optional<Outcome> outcome() {
        return read("outcome.json", Outcome.class);
    }

    void write(Outcome outcome) {
        write("outcome.json", outcome);
    }

    void write(CyclePlan plan) {
        try {
            Files.createDirectories(dir);
        } catch (IOException unwritable) {
            throw failure(dir, "cannot be created", unwritable);
        }
        write("plan.json", plan);
    }

    /** Whether a stage of it is there, or at work. */
    boolean isBegun() {
        try (Stream<Path> entries = Files.list(dir)) {
            return entries.anyMatch(Files::isDirectory);
        } catch (IOException unreadable) {
            throw failure(dir, "cannot be listed", unreadable);
        }
    }

    Optional<JsonNode> verdict() {
        return read("verdict.json", JsonNode.class);
    }

    void writeVerdict(JsonNode verdict) {
        write("verdict.json", verdict);
    }

    /** Why practice stopped itself, if it did. */
    Optional<String> cord() {
        return read(CORD, String.class);
    }

    void writeCord(String reason) {
        write(CORD, reason);
    }

    Path folder(String name) {
        return dir.resolve(name);
    }

    /**
     * Where a stage's result lies, made now if it is not there yet; what is there must be as it was made.
     *
     * @param certain asked before the stage begins and before its result is seen; throws if another one may be writing meanwhile
     */
    Path stage(String name, Runnable certain, Work work) {
        Path done = dir.resolve(name);
        if (Files.exists(done)) {
            Checksums.verify(done);
            return done;
        }
        Path at = dir.resolve(name + ".work");
        certain.run();
        try {
            Files.createDirectories(at);
            work.in(at);
            certain.run();
            delete(at.resolve("checkpoints"));
            Checksums.write(at);
            certain.run();
            DurableFiles.rename(at, done);
            return done;
        } catch (IOException unwritable) {
            throw failure(at, "cannot be written", unwritable);
        }
    }

    /** Leaves what tells the story and frees the disk. */
    void tidy() {
        try (Stream<Path> entries = Files.list(dir)) {
            for (Path entry : entries.toList()) {
                if (Files.isDirectory(entry) && !entry.endsWith("metrics")) {
                    delete(entry);
                }
            }
        } catch (IOException unwritable) {
            throw failure(dir, "cannot be tidied", unwritable);
        }
    }

    /** Every stage begins anew: what is there may be damaged. */
    void forgetStages() {
        tidy();
        try {
            Files.deleteIfExists(dir.resolve("verdict.json"));
            Files.deleteIfExists(dir.resolve(CORD));
        } catch (IOException unwritable) {
            throw failure(dir, "cannot be tidied", unwritable);
        }
    }

    static void delete(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            return;
        }
        List<Path> inside;
        try (Stream<Path> walk = Files.walk(folder)) {
            inside = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : inside) {
            Files.delete(path);
        }
    }

    private <T> Optional<T> read(String name, Class<T> type) {
        Path file = dir.resolve(name);
        try {
            return Files.exists(file) ? Optional.of(JSON.readValue(Files.readAllBytes(file), type)) : Optional.empty();
        } catch (JsonProcessingException damaged) {
            throw failure(file, "is damaged", damaged);
        } catch (IOException unreadable) {
            throw failure(file, "cannot be read", unreadable);
        }
    }

    private void write(String name, Object value) {
        Path file = dir.resolve(name);
        try {
            ByteBuffer bytes =
                    ByteBuffer.wrap(JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(value));
            DurableFiles.replace(file, channel -> {
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            });
        } catch (IOException unwritable) {
            throw failure(file, "cannot be written", unwritable);
        }
    }

    private static CycleException failure(Path file, String what, IOException cause) {
        return new CycleException(file + ": " + what + ": " + cause.getMessage(), cause);
    }
}
