package dev.attune.serving.engine;

import static dev.attune.serving.engine.TinyModel.limits;
import static dev.attune.serving.engine.TinyModel.prompt;
import static dev.attune.serving.engine.TinyModel.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.pytorch.engine.PtNDManager;
import dev.attune.serving.engine.TinyModel.Recorder;
import dev.attune.serving.model.FullForward;
import dev.attune.serving.model.Weights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The engine against slower, obvious ways. Sampled tokens may differ only where a uniform number falls between two sums
 * that rounding tells apart: about 1e-6 a token, 1e-3 for everything here together; the seeds are fixed.
 */
class EngineTest {

    @ParameterizedTest
    @ValueSource(strings = {"tiny-llama-h64", "tiny-gemma2", "tiny-gpt2", "tiny-qwen3", "tiny-mistral"})
    void cachedDecodingEqualsTheFullForwardPass(String name) {
        try (TinyModel model = new TinyModel(name);
                Weights weights = model.weights(2);
                FullForward full = model.fullForward();
                Engine engine = model.engine(model.weights(1), limits(4, 64, 0))) {
            int[] prompt = prompt(new Random(1), 40, model.vocabulary());
            Recorder recorder = new Recorder();
            engine.add(request("a", prompt, 24, 0, recorder));
            finish(engine);
            assertThat(recorder.tokens).hasSize(24);
            assertFullForwardSays(model, full, weights, prompt, recorder);
        }
    }

    /** Prompts of 1 to 40 tokens and as many of all lengths beyond, with as many rows side by side. */
    @ParameterizedTest
    @CsvSource({"tiny-llama-h64, 1", "tiny-llama-h64, 8", "tiny-llama-h64, 32", "tiny-gpt2, 32", "tiny-qwen3, 32"})
    void cachedDecodingEqualsTheFullForwardPassAtEveryLengthInEveryCompany(String name, int running) {
        try (TinyModel model = new TinyModel(name);
                Weights weights = model.weights(2);
                FullForward full = model.fullForward();
                Engine engine = model.engine(model.weights(1), limits(running, 64, 0))) {
            Map<int[], Recorder> asked = new LinkedHashMap<>();
            for (int length = 1; length <= 40; length++) {
                int[] prompt = prompt(new Random(length), length, model.vocabulary());
                Recorder recorder = new Recorder();
                asked.put(prompt, recorder);
                engine.add(request("r" + length, prompt, 8, 0, recorder));
            }
            finish(engine);
            asked.forEach((prompt, recorder) -> assertFullForwardSays(model, full, weights, prompt, recorder));
        }
    }

    /** What was decoded with a cache is what one pass over everything says: a multiplicative error of the probability of at most 1.0005. */
    private static void assertFullForwardSays(
            TinyModel model, FullForward full, Weights weights, int[] prompt, Recorder recorder) {
        int drawn = recorder.tokens.size();
        long[] ids = new long[prompt.length + drawn];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = i < prompt.length ? prompt[i] : recorder.tokens.get(i - prompt.length);
        }
        try (PtNDManager step = model.manager().newSubManager(model.manager().getDevice())) {
            float[] logits = full.logits(weights, ids, step).toFloatArray();
            for (int i = 0; i < drawn; i++) {
                int offset = (prompt.length + i - 1) * model.vocabulary();
                int best = Sampler.argmax(logits, offset, model.vocabulary());
                assertThat(recorder.tokens.get(i)).isEqualTo(best);
                assertThat((double) recorder.logprobs.get(i))
                        .isCloseTo(logprob(logits, offset, best, model.vocabulary()), within(Math.log(1.0005)));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny-llama-h64", "tiny-gemma2", "tiny-phi3"})
    void companyChunksAndCachedPrefixesChangeNothing(String name) {
        try (TinyModel model = new TinyModel(name)) {
            List<GenerationRequest> requests = randomRequests(model, 24);
            Map<String, List<Integer>> expected = model.alone(requests, false);
            for (EngineLimits limits : List.of(limits(6, 7, 4), limits(16, 512, 0), limits(3, 40, 8))) {
                try (Engine engine = model.engine(model.weights(1), limits)) {
                    assertThat(runStaggered(engine, requests)).isEqualTo(expected);
                    assertThat(engine.stats().cachedTokens()).isPositive();
                }
            }
        }
    }

    @Test
    void aSecondTurnComputesOnlyWhatIsNew() {
        try (TinyModel model = new TinyModel("tiny-llama-h64");
                Engine engine = model.engine(model.weights(1), limits(4, 64, 4))) {
            int[] prompt = prompt(new Random(3), 50, model.vocabulary());
            Recorder first = run(engine, request("a", prompt, 10, 0, new Recorder()));
            int[] longer = Arrays.copyOf(prompt, 65);
            for (int i = 0; i < 10; i++) {
                longer[50 + i] = first.tokens.get(i);
            }
            Recorder second = run(engine, request("b", longer, 10, 0, new Recorder()));
            assertThat(second.cachedTokens).isEqualTo(59);
            assertThat(second.tokens)
                    .isEqualTo(model.alone(List.of(request("b", longer, 10, 0, second)), false)
                            .get("b"));
        }
    }

    @Test
    void copiesOfAPromptArePrefilledOnce() {
        try (TinyModel model = new TinyModel("tiny-llama-h64");
                Engine engine = model.engine(model.weights(1), limits(8, 64, 4))) {
            int[] prompt = prompt(new Random(4), 100, model.vocabulary());
            for (int i = 0; i < 8; i++) {
                engine.add(request("copy" + i, prompt, 4, 1, new Recorder()));
            }
            finish(engine);
            assertThat(engine.stats().promptTokens()).isEqualTo(100 + 7);
            assertThat(engine.stats().cachedTokens()).isEqualTo(7 * 99);
        }
    }

    @Test
    void aSwapLeavesThoseInFlightOnTheirWeights() {
        try (TinyModel model = new TinyModel("tiny-llama-h64");
                Engine engine = model.engine(model.weights(1), limits(8, 64, 4))) {
            List<GenerationRequest> requests = randomRequests(model, 8);
            Map<String, List<Integer>> old = model.alone(requests, false);
            Map<String, List<Integer>> fresh = model.alone(requests, true);
            Map<String, Recorder> before = addAll(engine, requests);
            for (int i = 0; i < 6; i++) {
                engine.step();
            }
            engine.swap(model.otherWeights(2));
            Map<String, Recorder> after = addAll(engine, renamed(requests));
            finish(engine);
            before.forEach((id, recorder) -> {
                if (recorder.version == 1) {
                    assertThat(recorder.tokens).isEqualTo(old.get(id));
                }
            });
            assertThat(before.values().stream().filter(r -> r.version == 1)).isNotEmpty();
            after.forEach((id, recorder) -> {
                assertThat(recorder.version).isEqualTo(2);
                assertThat(recorder.tokens).isEqualTo(fresh.get(id.substring(1)));
            });
            assertThat(engine.stats().weightsVersion()).isEqualTo(2);
        }
    }

    @Test
    void cancelFreesTheSlotWithinAStep() {
        try (TinyModel model = new TinyModel("tiny-llama-h64");
                Engine engine = model.engine(model.weights(1), limits(2, 64, 0))) {
            Random random = new Random(5);
            List<Recorder> recorders = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                recorders.add(new Recorder());
                engine.add(request("r" + i, prompt(random, 10, model.vocabulary()), 100, 0, recorders.get(i)));
            }
            engine.step();
            assertThat(engine.stats().running()).isEqualTo(2);
            engine.cancel("r0");
            assertThat(recorders.get(0).reason).isEqualTo(FinishReason.CANCELLED);
            assertThat(engine.stats().running()).isEqualTo(1);
            engine.step();
            assertThat(engine.stats().running()).isEqualTo(2);
            engine.cancel("r0");
            engine.cancel("nobody");
            finish(engine);
            assertThat(recorders.get(2).reason).isEqualTo(FinishReason.LENGTH);
        }
    }

    static Map<String, List<Integer>> runStaggered(Engine engine, List<GenerationRequest> requests) {
        Map<String, Recorder> recorders = new LinkedHashMap<>();
        Random random = new Random(6);
        for (GenerationRequest request : requests) {
            Recorder recorder = new Recorder();
            recorders.put(request.id(), recorder);
            engine.add(withSink(request, request.id(), recorder));
            for (int i = random.nextInt(4); i > 0; i--) {
                engine.step();
            }
        }
        finish(engine);
        Map<String, List<Integer>> results = new LinkedHashMap<>();
        recorders.forEach((id, recorder) -> results.put(id, recorder.tokens));
        return results;
    }

    private static Map<String, Recorder> addAll(Engine engine, List<GenerationRequest> requests) {
        Map<String, Recorder> recorders = new LinkedHashMap<>();
        for (GenerationRequest request : requests) {
            Recorder recorder = new Recorder();
            recorders.put(request.id(), recorder);
            engine.add(withSink(request, request.id(), recorder));
        }
        return recorders;
    }

    private static List<GenerationRequest> renamed(List<GenerationRequest> requests) {
        return requests.stream().map(r -> withSink(r, "n" + r.id(), r.sink())).toList();
    }

    private static GenerationRequest withSink(GenerationRequest r, String id, TokenSink sink) {
        return new GenerationRequest(id, r.promptIds(), r.sampling(), r.ending(), -1, sink);
    }

    private static List<GenerationRequest> randomRequests(TinyModel model, int count) {
        Random random = new Random(7);
        int[] shared = prompt(random, 30, model.vocabulary());
        List<GenerationRequest> requests = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int[] prompt = prompt(random, 1 + random.nextInt(70), model.vocabulary());
            if (i % 3 == 0) {
                int[] joined = Arrays.copyOf(shared, shared.length + prompt.length);
                System.arraycopy(prompt, 0, joined, shared.length, prompt.length);
                prompt = joined;
            }
            requests.add(request("r" + i, prompt, 1 + random.nextInt(20), i % 2, new Recorder()));
        }
        return requests;
    }

    private static Recorder run(Engine engine, GenerationRequest request) {
        engine.add(request);
        finish(engine);
        return (Recorder) request.sink();
    }

    private static void finish(Engine engine) {
        while (engine.hasWork()) {
            engine.step();
        }
    }

    private static double logprob(float[] logits, int offset, int id, int vocabulary) {
        double sum = 0;
        for (int i = 0; i < vocabulary; i++) {
            sum += Math.exp(logits[offset + i]);
        }
        return logits[offset + id] - Math.log(sum);
    }
}
