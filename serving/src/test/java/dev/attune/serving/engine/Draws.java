package dev.attune.serving.engine;

import dev.attune.serving.engine.GenerationRequest.Ending;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;

/** Draws from made-up logits, for the tests of the sampler. */
final class Draws {
    private Draws() {}

    static Token draw(float[] logits, Sequence sequence) {
        return Sampler.draw(logits.clone(), 0, logits.length, (float) SlowSampler.logSumExp(logits), sequence);
    }

    static Sequence sequence(SamplingParams sampling, int[] prompt, int[] completion, Ending ending, int topLogprobs) {
        Sequence sequence = new Sequence(
                new GenerationRequest("s", prompt, sampling, ending, topLogprobs, new TinyModel.Recorder()));
        Arrays.stream(completion).forEach(sequence::append);
        return sequence;
    }

    static SamplingParams greedy(double repetition, double presence, double frequency, Map<Integer, Float> bias) {
        return new SamplingParams(0, 1, 0, 0, repetition, presence, frequency, bias, OptionalLong.of(1));
    }

    /** Every cut and penalty on or off, by chance. */
    static SamplingParams anyParams(Random random, int vocabulary) {
        Map<Integer, Float> bias = new HashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            bias.put(random.nextInt(vocabulary), 6 * random.nextFloat() - 3);
        }
        return new SamplingParams(
                0.3 + 1.7 * random.nextDouble(),
                random.nextBoolean() ? 1 : 0.3 + 0.69 * random.nextDouble(),
                random.nextBoolean() ? 0 : 1 + random.nextInt(vocabulary),
                random.nextBoolean() ? 0 : 0.2 * random.nextDouble(),
                random.nextBoolean() ? 1 : 0.7 + random.nextDouble(),
                random.nextBoolean() ? 0 : 4 * random.nextDouble() - 2,
                random.nextBoolean() ? 0 : 2 * random.nextDouble() - 1,
                bias,
                OptionalLong.of(random.nextLong()));
    }

    static float[] logits(Random random, int vocabulary, double spread) {
        float[] logits = new float[vocabulary];
        for (int i = 0; i < vocabulary; i++) {
            logits[i] = (float) (spread * random.nextGaussian());
        }
        return logits;
    }
}
