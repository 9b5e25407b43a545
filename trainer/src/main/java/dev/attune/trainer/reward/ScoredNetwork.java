package dev.attune.trainer.reward;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import dev.attune.serving.checkpoint.Checkpoint;
import dev.attune.serving.model.ConfigReader;
import dev.attune.serving.model.FullForward;
import dev.attune.serving.model.WeightForm;
import dev.attune.serving.model.WeightLayout;
import dev.attune.trainer.model.ScalarHead;
import dev.attune.trainer.model.TrainableWeights;
import dev.attune.trainer.run.TrainerException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** A network with a head that scores whole sequences. Belongs to the trainer thread, which closes it. */
final class ScoredNetwork implements AutoCloseable {
    final WeightLayout layout;
    final PtNDManager manager;
    final TrainableWeights weights;
    final ScalarHead head;
    private final FullForward forward;

    /** Puts a head on a network. */
    interface HeadOf {
        ScalarHead on(TrainableWeights weights, WeightLayout layout, Checkpoint checkpoint);
    }

    ScoredNetwork(Path folder, boolean halfProducts, HeadOf head, PtNDManager parent) {
        this.manager = parent.newSubManager(parent.getDevice());
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            this.layout = WeightLayout.of(ConfigReader.read(checkpoint.config()));
            this.weights = TrainableWeights.load(checkpoint, layout, manager);
            this.head = head.on(weights, layout, checkpoint);
        }
        this.forward = new FullForward(layout, halfProducts ? WeightForm.BFLOAT16 : WeightForm.FLOAT32, manager);
    }

    int contextTokens() {
        return layout.config().contextTokens();
    }

    /** One number a head after the last real token of each row, recorded for the gradient if a collector is open: {@code [B,H]}. */
    NDArray scores(TokenRows rows, NDManager step) {
        return head.scores(forward.hidden(weights.arrays(), rows.ids(step), step.create(rows.ends())));
    }

    /**
     * The same as numbers, for any number of sequences, those of like length together.
     *
     * @param passTokens positions of one pass, padding included
     * @return {@code [sequences][H]} in the order of the sequences
     * @throws TrainerException if one of them is not finite
     */
    float[][] scores(List<int[]> sequences, int passTokens) {
        sequences.forEach(this::check);
        List<Integer> order = IntStream.range(0, sequences.size())
                .boxed()
                .sorted(Comparator.comparingInt(i -> sequences.get(i).length))
                .toList();
        float[][] scores = new float[sequences.size()][];
        List<Integer> pass = new ArrayList<>();
        for (int i : order) {
            // Sorted, so the next is the longest: it decides what the pass costs with it.
            if (!pass.isEmpty()
                    && (long) (pass.size() + 1) * TokenRows.columns(List.of(sequences.get(i))) > passTokens) {
                score(pass, sequences, scores);
                pass.clear();
            }
            pass.add(i);
        }
        if (!pass.isEmpty()) {
            score(pass, sequences, scores);
        }
        return scores;
    }

    @Override
    public void close() {
        weights.close();
        forward.close();
        manager.close();
    }

    private void score(List<Integer> pass, List<int[]> sequences, float[][] scores) {
        try (NDManager step = manager.newSubManager()) {
            float[] flat = scores(TokenRows.of(pass.stream().map(sequences::get).toList()), step)
                    .toFloatArray(); // [B·H]
            int heads = flat.length / pass.size();
            for (int row = 0; row < pass.size(); row++) {
                float[] one = new float[heads];
                System.arraycopy(flat, row * heads, one, 0, heads);
                for (float score : one) {
                    if (!Float.isFinite(score)) {
                        throw new TrainerException("the reward model gave sequence " + pass.get(row) + " of "
                                + sequences.size() + " a score of " + score);
                    }
                }
                scores[pass.get(row)] = one;
            }
        }
    }

    private void check(int[] sequence) {
        if (sequence.length == 0 || sequence.length > contextTokens()) {
            throw new IllegalArgumentException(
                    "a sequence to score must have 1 to " + contextTokens() + " tokens, had " + sequence.length);
        }
    }
}
