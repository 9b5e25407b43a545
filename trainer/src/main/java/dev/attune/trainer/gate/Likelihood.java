package dev.attune.trainer.gate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import dev.attune.serving.checkpoint.Checkpoint;
import dev.attune.serving.model.ConfigReader;
import dev.attune.serving.model.FullForward;
import dev.attune.serving.model.WeightForm;
import dev.attune.serving.model.WeightLayout;
import dev.attune.serving.model.WeightLoader;
import dev.attune.serving.model.Weights;
import dev.attune.serving.text.EncodedChat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How likely a policy finds what is said, by the full forward pass in float32. One thread, which closes it. */
final class Likelihood implements AutoCloseable {
    private static final int ROWS = 16;

    private final PtNDManager manager;
    private final FullForward forward;
    private final Weights weights;

    private Likelihood(Checkpoint checkpoint) {
        this.manager = (PtNDManager) NDManager.newBaseManager("PyTorch");
        WeightLayout layout = WeightLayout.of(ConfigReader.read(checkpoint.config()));
        try (WeightLoader loader = new WeightLoader(layout, WeightForm.FLOAT32, manager)) {
            this.weights = loader.load(checkpoint, 0);
        }
        this.forward = new FullForward(layout, manager);
    }

    static Likelihood open(Path folder) {
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            return new Likelihood(checkpoint);
        }
    }

    /** For each conversation Σ log π of what the assistant says in it, its first token left out. */
    double[] sums(List<EncodedChat> chats) {
        double[] sums = new double[chats.size()];
        for (int from = 0; from < chats.size(); from += ROWS) {
            List<EncodedChat> rows = chats.subList(from, Math.min(chats.size(), from + ROWS));
            double[] some = batch(rows);
            System.arraycopy(some, 0, sums, from, some.length);
        }
        return sums;
    }

    private double[] batch(List<EncodedChat> rows) {
        int columns = rows.stream().mapToInt(row -> row.ids().length).max().orElseThrow();
        long[] ids = new long[rows.size() * columns]; // [B·T]
        List<long[]> kept = new ArrayList<>(); // [M] of (row, place, target)
        for (int r = 0; r < rows.size(); r++) {
            int[] row = rows.get(r).ids();
            for (int t = 0; t < row.length; t++) {
                ids[r * columns + t] = row[t];
                if (t > 0 && rows.get(r).assistantMask()[t]) {
                    kept.add(new long[] {r, (long) r * columns + t - 1, row[t]});
                }
            }
        }
        double[] sums = new double[rows.size()];
        try (NDManager step = manager.newSubManager()) {
            NDArray tokens = step.create(ids, new Shape(rows.size(), columns)); // [B,T]
            NDArray places = step.create(kept.stream().mapToLong(one -> one[1]).toArray()); // [M]
            NDArray targets = step.create(kept.stream().mapToLong(one -> one[2]).toArray()); // [M]
            NDArray logprobs = forward.logprobs(weights.plain(), tokens, places, targets); // [M]
            logprobs.attach(step);
            float[] values = logprobs.toFloatArray();
            for (int m = 0; m < values.length; m++) {
                sums[(int) kept.get(m)[0]] += values[m];
            }
        }
        return sums;
    }

    @Override
    public void close() {
        forward.close();
        weights.close();
        manager.close();
    }
}
