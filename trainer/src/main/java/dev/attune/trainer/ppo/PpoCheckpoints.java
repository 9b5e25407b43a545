package dev.attune.trainer.ppo;

import dev.attune.serving.checkpoint.SafetensorsWriter;
import dev.attune.serving.checkpoint.SafetensorsWriter.Tensor;
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

/** The checkpoints of one run: folders {@code iteration-00000012} that appear whole or not at all. The last is kept. */
final class PpoCheckpoints {
    private static final String STATE = "state.json";
    private static final String ARRAYS = "arrays.safetensors";

    private final Path folder;

    PpoCheckpoints(Path folder) {
        this.folder = folder;
    }

    /**
     * One of them.
     *
     * @param arrays file of weights and moments
     */
    record Saved(PpoState state, Path arrays) {}

    /** @throws TrainerException naming what is damaged in it */
    Optional<Saved> last() {
        return all().stream()
                .max(Comparator.naturalOrder())
                .map(PpoCheckpoints::whole)
                .map(path -> new Saved(PpoState.read(path.resolve(STATE)), path.resolve(ARRAYS)));
    }

    private static Path whole(Path checkpoint) {
        Checksums.verify(checkpoint);
        return checkpoint;
    }

    /** Writes one, then deletes the others. A failure leaves what was there. */
    void write(PpoState state, List<Tensor> arrays) {
        Path target = folder.resolve(String.format(Locale.ROOT, "iteration-%08d", state.iteration()));
        try {
            if (Files.exists(target)) {
                return;
            }
            DurableFolder.create(target, aside -> {
                SafetensorsWriter.write(aside.resolve(ARRAYS), arrays);
                state.write(aside.resolve(STATE));
            });
            for (Path path : all()) {
                if (!path.equals(target)) {
                    DurableFolder.remove(path);
                }
            }
        } catch (IOException unwritable) {
            throw new TrainerException(target + ": cannot be written: " + unwritable.getMessage(), unwritable);
        }
    }

    private List<Path> all() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(path -> path.getFileName().toString().matches("iteration-\\d+"))
                    .toList();
        } catch (IOException unreadable) {
            throw new TrainerException(folder + ": cannot be listed: " + unreadable.getMessage(), unreadable);
        }
    }
}
