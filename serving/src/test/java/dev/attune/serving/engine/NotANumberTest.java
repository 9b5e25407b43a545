package dev.attune.serving.engine;

import static dev.attune.serving.engine.TinyModel.limits;
import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.serving.engine.TinyModel.Recorder;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** One sequence's rows in the cache become NaN, as they do when a text is more than a number format can hold. */
class NotANumberTest {
    private static final int POISON = 7;

    @Test
    void staysWithItsOwnSequence() {
        try (TinyModel model = new TinyModel("tiny-llama-h64");
                Engine engine = model.engine(model.weightsThatBreakOn(POISON), limits(4, 64, 2))) {
            Recorder beside = new Recorder();
            Recorder poisoned = new Recorder();
            engine.add(request(model, "beside", 100, 40, beside));
            engine.add(poisoned(model, 60, poisoned));
            for (int i = 0; i < 6; i++) {
                engine.step();
            }
            assertThat(poisoned.failure).hasMessageContaining("poisoned").hasMessageContaining("no number");
            assertThat(poisoned.tokens).isEmpty();
            assertThat(engine.stats().running()).isEqualTo(1);
            // Sits where the poisoned one sat, beside a longer one, so that rows behind its own are read and masked.
            Recorder after = new Recorder();
            engine.add(request(model, "after", 10, 20, after));
            Recorder again = new Recorder();
            engine.add(poisoned(model, 60, again));
            while (engine.hasWork()) {
                engine.step();
            }
            assertThat(again.failure).hasMessageContaining("no number");
            Map<String, List<Integer>> expected = model.alone(
                    List.of(request(model, "beside", 100, 40, beside), request(model, "after", 10, 20, after)), false);
            assertThat(beside.tokens).isEqualTo(expected.get("beside"));
            assertThat(after.tokens).isEqualTo(expected.get("after"));
        }
    }

    private static GenerationRequest poisoned(TinyModel model, int promptTokens, Recorder recorder) {
        GenerationRequest request = request(model, "poisoned", promptTokens, 5, recorder);
        request.promptIds()[promptTokens / 2] = POISON;
        return request;
    }

    /** Never reads nor draws the poison. */
    private static GenerationRequest request(
            TinyModel model, String id, int promptTokens, int maxTokens, Recorder recorder) {
        int[] prompt = new Random(id.hashCode())
                .ints(promptTokens, POISON + 1, model.vocabulary())
                .toArray();
        SamplingParams sampling = new SamplingParams(0, 1, 0, 0, 1, 0, 0, Map.of(POISON, -100f), OptionalLong.of(1));
        return new GenerationRequest(id, prompt, sampling, TinyModel.ending(maxTokens), -1, recorder);
    }
}
