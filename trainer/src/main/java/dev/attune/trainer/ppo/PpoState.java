package dev.attune.trainer.ppo;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.attune.trainer.data.BatchStream.Position;
import dev.attune.trainer.run.TrainerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Where a run stands, arrays aside. What is drawn in an iteration depends on the seed and the iteration's number alone, so there
 * is no random state to keep.
 *
 * @param iteration iterations done
 * @param steps of the optimisers, which go together
 * @param kl with β of the next iteration
 * @param seen KL divergences of the last iterations, as {@link KlControl#ahead} takes them
 * @param referenceEndless share of the reference's answers that do not end
 * @param ptx the next batch of the mix
 * @param passed metrics of the last policy that passed
 * @param digest of all that decides the outcome: a run goes on only under the same
 */
record PpoState(
        int iteration,
        long steps,
        KlControl kl,
        List<Double> seen,
        double referenceEndless,
        Position ptx,
        Map<String, Double> passed,
        String digest) {
    private static final ObjectMapper JSON = new ObjectMapper();

    PpoState {
        seen = List.copyOf(seen);
    }

    static PpoState read(Path file) {
        try {
            return JSON.readValue(Files.readAllBytes(file), PpoState.class);
        } catch (IOException unreadable) {
            throw new TrainerException(file + ": cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }

    /** What was seen, with the newest. */
    List<Double> seen(double newest) {
        List<Double> all = new ArrayList<>(seen);
        all.add(newest);
        return all.subList(Math.max(0, all.size() - KlControl.SEEN), all.size());
    }

    PpoState withPassed(Map<String, Double> metrics) {
        return new PpoState(iteration, steps, kl, seen, referenceEndless, ptx, metrics, digest);
    }

    void write(Path file) throws IOException {
        Files.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this));
    }
}
