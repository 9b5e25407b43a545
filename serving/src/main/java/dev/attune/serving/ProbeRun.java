package dev.attune.serving;

import dev.attune.serving.model.Decoder;
import dev.attune.serving.model.KvCache;
import dev.attune.serving.model.ModelException;
import dev.attune.serving.model.StepInput;
import dev.attune.serving.model.WeightForm;
import dev.attune.serving.model.Weights;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Holds prepared weights against a {@link GreedyProbe}: each token of the trainer's answer must be the likeliest here, or behind
 * it by no more than this form of the weights rounds. Owned by the thread that loads.
 */
final class ProbeRun {
    private final Decoder decoder;
    private final float toleranceLogits;

    ProbeRun(Decoder decoder, WeightForm form) {
        this.decoder = decoder;
        this.toleranceLogits = tolerance(form);
    }

    /**
     * Computes every case, each as one chunk.
     *
     * @throws ModelException naming the first token that is another one here
     */
    void check(Weights weights, GreedyProbe probe) {
        int number = 0;
        for (GreedyProbe.Case each : probe.cases()) {
            number++;
            int[] ids = each.whole();
            if (ids.length > decoder.contextTokens()) {
                throw new ModelException("prompt " + number + " of the probe has " + ids.length
                        + " tokens with its answer, the context is " + decoder.contextTokens());
            }
            check(number, each, ids, logits(weights, ids));
        }
    }

    private void check(int number, GreedyProbe.Case each, int[] ids, float[] logits) {
        int vocabulary = decoder.config().vocabSize();
        for (int i = each.prompt().size(); i < ids.length; i++) {
            int row = (i - 1) * vocabulary;
            int likeliest = likeliest(logits, row, vocabulary);
            float behind = ids[i] < vocabulary ? logits[row + likeliest] - logits[row + ids[i]] : Float.NaN;
            // Written so that what is no number fails, too.
            if (!(behind <= toleranceLogits)) {
                throw new ModelException(String.format(
                        Locale.ROOT,
                        "prompt %d of the probe is answered otherwise: token %d is %d here and %d for the trainer, %.3g logits apart",
                        number,
                        i - each.prompt().size(),
                        likeliest,
                        ids[i],
                        behind));
            }
        }
    }

    private float[] logits(Weights weights, int[] ids) {
        int[] positions = IntStream.range(0, ids.length).toArray();
        List<StepInput.Chunk> chunk = List.of(new StepInput.Chunk(0, 0, ids.length));
        StepInput input = new StepInput(ids, positions, new int[ids.length], 0, chunk, positions);
        try (KvCache cache = decoder.newCache()) {
            cache.ensure(1, ids.length);
            return decoder.step(weights, cache, input).logits();
        }
    }

    private static int likeliest(float[] logits, int from, int count) {
        int best = 0;
        for (int i = 1; i < count; i++) {
            if (logits[from + i] > logits[from + best]) {
                best = i;
            }
        }
        return best;
    }

    /** Differences of logits between this form and float32 that were seen (int8: 0.1), times five; far below a wrong network's. */
    private static float tolerance(WeightForm form) {
        return switch (form) {
            case FLOAT32, FLOAT16 -> 0.02f;
            case BFLOAT16, INT8 -> 0.5f;
        };
    }
}
