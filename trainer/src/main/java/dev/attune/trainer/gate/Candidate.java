package dev.attune.trainer.gate;

import dev.attune.serving.checkpoint.Checkpoint;
import dev.attune.serving.checkpoint.CheckpointException;
import dev.attune.serving.checkpoint.TensorView;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * A policy that would be served.
 *
 * @param folder its Hugging Face folder
 * @param parent the version it was trained from
 * @param served the version that is served now
 * @param current folder of that version
 * @param reference folder of the policy that the KL budget is counted from
 */
public record Candidate(Path folder, long parent, long served, Path current, Path reference) {
    private static final int CHUNK = 1 << 16;

    /** What its files say alone: whole, of the right shape, finite, and a child of what is served. */
    List<Finding> soundness() {
        Finding lineage = new Finding(
                "parent", parent, served, parent == served, "trained from version " + parent + ", served is " + served);
        try (Checkpoint mine = Checkpoint.open(folder);
                Checkpoint theirs = Checkpoint.open(current)) {
            if (!sameShape(mine, theirs)) {
                return List.of(
                        lineage,
                        new Finding("shape", 0, 1, false, "its tensors are not those of the version that is served"));
            }
            long broken = mine.names().stream()
                    .mapToLong(name -> broken(mine.tensor(name)))
                    .sum();
            return List.of(
                    lineage, Finding.atMost("broken_weights", broken, 0, "the number of weights that are not finite"));
        } catch (CheckpointException unreadable) {
            return List.of(lineage, new Finding("readable", 0, 1, false, String.valueOf(unreadable.getMessage())));
        }
    }

    private static boolean sameShape(Checkpoint mine, Checkpoint theirs) {
        return Set.copyOf(mine.names()).equals(Set.copyOf(theirs.names()))
                && mine.names().stream()
                        .allMatch(name -> Arrays.equals(
                                mine.tensor(name).shape(), theirs.tensor(name).shape()));
    }

    private static long broken(TensorView tensor) {
        float[] values = new float[(int) Math.min(CHUNK, tensor.elements())];
        long broken = 0;
        for (long from = 0; from < tensor.elements(); from += CHUNK) {
            int count = (int) Math.min(CHUNK, tensor.elements() - from);
            tensor.readFloats(from, values, 0, count);
            for (int i = 0; i < count; i++) {
                broken += Float.isFinite(values[i]) ? 0 : 1;
            }
        }
        return broken;
    }
}
