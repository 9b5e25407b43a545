package dev.attune.trainer.reward;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDManager;
import dev.attune.serving.model.Program;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The two losses of a reward model, in float32 or float64, recorded for the gradient if a collector is open. Scores are {@code [N,H]}:
 * H heads learn side by side. Belongs to the trainer thread, which closes it.
 */
final class PreferenceLoss implements AutoCloseable {
    private static final String TEXT = "preference.torchscript";

    private final Program program;

    PreferenceLoss(PtNDManager manager) {
        this.program = Program.load(manager, text());
    }

    /**
     * −Σ w · log σ(r_winner − r_loser), which with w = 1/C(K,2) is the loss of one ranking (InstructGPT, arXiv 2203.02155,
     * equation 1).
     *
     * @param scores r
     * @param winners int64 {@code [P]}, places among the scores
     * @param losers int64 {@code [P]}
     * @param weights w, {@code [P,H]}
     * @return {@code []}
     */
    NDArray rankings(NDArray scores, NDArray winners, NDArray losers, NDArray weights) {
        return program.record("rankings", List.of(scores, winners, losers, weights), List.of())
                .singletonOrThrow();
    }

    /**
     * −Σ w · log σ(±(r − b)): the more an answer is above what its user takes for good, the surer the thumb up (after KTO, arXiv
     * 2402.01306, equation 8, whose one reference point is here each user's own).
     *
     * @param scores r
     * @param rated int64 {@code [R]}, places among the scores
     * @param signs {@code [R,1]}, 1 for up and −1 for down
     * @param thresholds b, {@code [R,1]}
     * @param weights w, {@code [R,H]}
     * @return {@code []}
     */
    NDArray thumbs(NDArray scores, NDArray rated, NDArray signs, NDArray thresholds, NDArray weights) {
        return program.record("thumbs", List.of(scores, rated, signs, thresholds, weights), List.of())
                .singletonOrThrow();
    }

    @Override
    public void close() {
        program.close();
    }

    private static String text() {
        try (InputStream in = PreferenceLoss.class.getResourceAsStream(TEXT)) {
            if (in == null) {
                throw new IllegalStateException("resource " + TEXT + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
