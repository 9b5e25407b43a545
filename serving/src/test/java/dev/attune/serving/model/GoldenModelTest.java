package dev.attune.serving.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.attune.serving.checkpoint.Checkpoint;
import dev.attune.serving.model.StepInput.Chunk;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our numbers against those of the reference implementation, for every family. */
class GoldenModelTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final int SLOT = 1;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tiny-llama-h64",
                "tiny-mistral",
                "tiny-qwen2",
                "tiny-qwen3",
                "tiny-gemma2",
                "tiny-phi3",
                "tiny-gpt2"
            })
    void logitsAndGreedyTokensEqualTheReference(String name) throws Exception {
        Path dir = GOLDEN.resolve(name);
        JsonNode golden =
                new ObjectMapper().readTree(dir.resolve("expected/golden.json").toFile());
        PtNDManager manager = (PtNDManager) NDManager.newBaseManager("PyTorch");
        try (manager;
                Checkpoint checkpoint = Checkpoint.open(dir.resolve("model"));
                Loaded model = new Loaded(checkpoint, manager)) {
            for (JsonNode prompt : golden.get("prompts")) {
                int[] ids = ints(prompt.get("ids"));
                float[] expected = npy(dir.resolve("expected")
                        .resolve(prompt.get("logits_file").asText()));
                assertThat(distance(model.full(ids), expected))
                        .as(name + " " + prompt.get("name"))
                        .isLessThan(2e-4);
                assertThat(model.greedy(ids, 64, expected))
                        .as(name + " " + prompt.get("name"))
                        .isEqualTo(ints(prompt.get("greedy")));
            }
        }
    }

    private static final class Loaded implements AutoCloseable {
        private final PtNDManager manager;
        private final Weights weights;
        private final Decoder decoder;
        private final FullForward full;

        Loaded(Checkpoint checkpoint, PtNDManager manager) {
            this.manager = manager;
            WeightLayout layout = WeightLayout.of(ConfigReader.read(checkpoint.config()));
            try (WeightLoader loader = new WeightLoader(layout, WeightForm.FLOAT32, manager)) {
                this.weights = loader.load(checkpoint, 1);
            }
            this.decoder =
                    new Decoder(layout, WeightForm.FLOAT32, layout.config().contextTokens(), manager);
            this.full = new FullForward(layout, manager);
        }

        float[] full(int[] ids) {
            try (PtNDManager step = manager.newSubManager(manager.getDevice())) {
                float[] all = full.logits(
                                weights, Arrays.stream(ids).asLongStream().toArray(), step)
                        .toFloatArray();
                int v = decoder.config().vocabSize();
                return Arrays.copyOfRange(all, all.length - v, all.length);
            }
        }

        int[] greedy(int[] prompt, int count, float[] expected) {
            int[] out = new int[count];
            try (KvCache cache = decoder.newCache()) {
                cache.ensure(2, prompt.length + count);
                int half = prompt.length / 2;
                if (half > 0) {
                    step(cache, chunk(prompt, 0, half));
                }
                float[] logits = step(cache, chunk(prompt, half, prompt.length));
                assertThat(distance(logits, expected)).isLessThan(2e-4);
                cache.copy(SLOT, 0, prompt.length);
                for (int i = 0; i < count; i++) {
                    out[i] = argmax(logits);
                    int at = prompt.length + i;
                    logits = step(
                            cache,
                            new StepInput(
                                    new int[] {out[i]}, new int[] {at}, new int[] {0}, 1, List.of(), new int[] {0}));
                }
            }
            return out;
        }

        private StepInput chunk(int[] prompt, int from, int to) {
            int[] slots = new int[to - from];
            Arrays.fill(slots, SLOT);
            return new StepInput(
                    Arrays.copyOfRange(prompt, from, to),
                    IntStream.range(from, to).toArray(),
                    slots,
                    0,
                    List.of(new Chunk(SLOT, from, to - from)),
                    new int[] {to - from - 1});
        }

        private float[] step(KvCache cache, StepInput input) {
            return decoder.step(weights, cache, input).logits();
        }

        @Override
        public void close() {
            full.close();
            decoder.close();
            weights.close();
        }
    }

    private static int argmax(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            best = logits[i] > logits[best] ? i : best;
        }
        return best;
    }

    private static double distance(float[] a, float[] b) {
        assertThat(a).hasSameSizeAs(b);
        double worst = 0;
        for (int i = 0; i < a.length; i++) {
            worst = Math.max(worst, Math.abs(a[i] - b[i]));
        }
        return worst;
    }

    private static int[] ints(JsonNode array) {
        return IntStream.range(0, array.size()).map(i -> array.get(i).asInt()).toArray();
    }

    /** The one kind of npy file there is here: version 1, little-endian float32, one dimension. */
    private static float[] npy(Path file) throws Exception {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.position(10 + bytes.getShort(8));
        float[] values = new float[bytes.remaining() / 4];
        bytes.asFloatBuffer().get(values);
        return values;
    }
}
