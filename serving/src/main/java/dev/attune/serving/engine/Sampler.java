package dev.attune.serving.engine;

import java.util.Arrays;

/**
 * Draws one token from one row of logits: bias and penalties, temperature, then the cuts (min-p, top-k, top-p), in this
 * order. Stateless; what a sequence draws depends on nothing but its logits, its history and its own random numbers.
 */
final class Sampler {
    /**
     * Below the largest logit by more than this, all tokens of a vocabulary of half a million together weigh less than
     * float32 can tell from nothing: ln(5·10⁵ / 2⁻²⁴) = 29.8.
     */
    private static final float NEGLIGIBLE = 30;

    private Sampler() {}

    /**
     * Draws the next token.
     *
     * @param logits rows of V logits; the row at {@code offset} is the sequence's
     * @param logSumExp of that row
     */
    static Token draw(float[] logits, int offset, int vocabulary, float logSumExp, Sequence sequence) {
        GenerationRequest request = sequence.request();
        int count = Math.max(0, request.topLogprobs());
        int[] top = TopLogits.ids(logits, offset, vocabulary, count);
        float[] topLogprobs = new float[top.length];
        for (int i = 0; i < top.length; i++) {
            topLogprobs[i] = logits[offset + top[i]] - logSumExp;
        }
        Choice choice = choose(logits, offset, vocabulary, sequence);
        int id = choice.id();
        return new Token(id, logits[offset + id] - logSumExp, choice.logprob(), top, topLogprobs, ends(request, id));
    }

    private static Choice choose(float[] logits, int offset, int vocabulary, Sequence sequence) {
        if (plainGreedy(sequence)) {
            return Choice.certain(argmax(logits, offset, vocabulary));
        }
        float[] row = Arrays.copyOfRange(logits, offset, offset + vocabulary);
        adjust(row, sequence);
        SamplingParams sampling = sequence.request().sampling();
        int likeliest = argmax(row, 0, vocabulary);
        if (sampling.temperature() == 0 || !Float.isFinite(row[likeliest])) {
            // Not finite: every token is banned, or the network broke. There is no distribution to draw from.
            return Choice.certain(likeliest);
        }
        return Candidates.above(row, row[likeliest], sampling, NEGLIGIBLE)
                .pick(sequence.random().nextDouble());
    }

    private static boolean ends(GenerationRequest request, int id) {
        return !request.ending().ignoreEos() && request.ending().endIds().contains(id);
    }

    private static boolean plainGreedy(Sequence sequence) {
        SamplingParams s = sequence.request().sampling();
        return s.temperature() == 0
                && s.repetitionPenalty() == 1
                && s.presencePenalty() == 0
                && s.frequencyPenalty() == 0
                && s.logitBias().isEmpty()
                && sequence.generated() >= sequence.request().ending().minTokens();
    }

    /** Repetition penalty, then the additive ones, then bias, then the ban on an early end. */
    static void adjust(float[] row, Sequence sequence) {
        SamplingParams s = sequence.request().sampling();
        if (s.repetitionPenalty() != 1) {
            float penalty = (float) s.repetitionPenalty();
            for (int id : sequence.counts().seen()) {
                row[id] = row[id] > 0 ? row[id] / penalty : row[id] * penalty;
            }
        }
        if (s.presencePenalty() != 0 || s.frequencyPenalty() != 0) {
            sequence.counts()
                    .completion()
                    .forEach((id, times) -> row[id] -= (float) (s.presencePenalty() + s.frequencyPenalty() * times));
        }
        s.logitBias().forEach((id, bias) -> row[id] += bias);
        GenerationRequest.Ending ending = sequence.request().ending();
        if (sequence.generated() < ending.minTokens()) {
            ending.endIds().forEach(id -> row[id] = Float.NEGATIVE_INFINITY);
        }
    }

    static int argmax(float[] values, int offset, int count) {
        int best = offset;
        float largest = values[offset];
        for (int i = offset + 1; i < offset + count; i++) {
            if (values[i] > largest) {
                largest = values[i];
                best = i;
            }
        }
        return best - offset;
    }
}
