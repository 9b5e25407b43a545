package dev.attune.trainer.sft;

import dev.attune.trainer.run.Checksums;
import dev.attune.trainer.run.DurableFolder;
import dev.attune.trainer.run.TrainerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The checkpoints of one run: folders {@code step-00001200} that appear whole or not at all. Of all that were written the
 * last is kept, to go on from, and the one with the highest score, to be the result.
 */
final class RunCheckpoints {
    static final String ARRAYS = "trainer-state/arrays.safetensors";
    private static final String STATE = "trainer-state/state.json";

    private final Path folder;
    private final CheckpointChoice choice;

    /** One of them. */
    record Saved(Path folder, RunState state) {
        /** Where its arrays lie. @throws TrainerException naming what is damaged in it */
        Path arrays() {
            Checksums.verify(folder);
            return folder.resolve(ARRAYS);
        }
    }

    /** Writes a checkpoint's files and says, having them, where the run stands. */
    interface Content {
        RunState writeTo(Path aside) throws IOException;
    }

    /** @param choice stays the caller's */
    RunCheckpoints(Path folder, CheckpointChoice choice) {
        this.folder = folder;
        this.choice = choice;
    }

    CheckpointChoice choice() {
        return choice;
    }

    Optional<Saved> last() {
        return last(folder);
    }

    /** Of a run, whoever chooses among its checkpoints. */
    static Optional<Saved> last(Path folder) {
        return all(folder).stream()
                .max(Comparator.comparingLong(saved -> saved.state().step()));
    }

    /** The highest score; of equals, such as when nothing was held out, the latest. */
    Optional<Saved> best() {
        return all(folder).stream()
                .max(Comparator.comparingDouble((Saved saved) -> score(saved.state()))
                        .thenComparingLong(saved -> saved.state().step()));
    }

    /** Writes a checkpoint, then deletes those that are neither last nor best. A failure leaves what was there. */
    void write(long step, Content content) {
        Path target = folder.resolve(String.format(Locale.ROOT, "step-%08d", step));
        try {
            if (Files.notExists(target)) {
                DurableFolder.create(target, aside -> {
                    RunState state = content.writeTo(aside);
                    Files.createDirectories(aside.resolve(STATE).getParent());
                    Files.write(aside.resolve(STATE), state.toJson());
                });
            }
            prune();
        } catch (IOException unwritable) {
            throw new TrainerException(target + ": cannot be written: " + unwritable.getMessage(), unwritable);
        }
    }

    private void prune() throws IOException {
        Optional<Path> last = last().map(Saved::folder);
        Optional<Path> best = best().map(Saved::folder);
        for (Saved saved : all(folder)) {
            boolean kept = last.filter(saved.folder()::equals).isPresent()
                    || best.filter(saved.folder()::equals).isPresent();
            if (!kept) {
                DurableFolder.remove(saved.folder());
            }
        }
    }

    private double score(RunState state) {
        double score = choice.score(state);
        return Double.isNaN(score) ? Double.NEGATIVE_INFINITY : score;
    }

    private static List<Saved> all(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(path -> path.getFileName().toString().matches("step-\\d+"))
                    .map(path -> new Saved(path, RunState.read(path.resolve(STATE))))
                    .toList();
        } catch (IOException unreadable) {
            throw new TrainerException(folder + ": cannot be listed: " + unreadable.getMessage(), unreadable);
        }
    }
}
