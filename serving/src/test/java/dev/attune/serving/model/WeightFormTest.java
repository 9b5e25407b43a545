package dev.attune.serving.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.attune.serving.checkpoint.Dtype;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Prepared forms against float32. The measure is the divergence KL(float32 ‖ form) of the next token's distribution in nats,
 * averaged over the tokens of a text; the bounds are some three times what was seen on random networks of these shapes, whose
 * logits spread as those of trained ones do.
 */
class WeightFormTest {
    private final Path dir;

    WeightFormTest(@TempDir Path dir) {
        this.dir = dir;
    }

    @ParameterizedTest
    @CsvSource({"FLOAT16, 1e-9", "BFLOAT16, 3e-3", "INT8, 3e-2"})
    void formsStayCloseToFloat32(WeightForm form, double bound) {
        assumeServed(form);
        for (Architecture architecture : List.of(Architecture.LLAMA, Architecture.GEMMA2, Architecture.GPT2)) {
            Path folder = RandomModel.write(dir.resolve(architecture.name()), wide(architecture), Dtype.BF16, 1);
            float[] exact = logits(folder, WeightForm.FLOAT32);
            float[] prepared = logits(folder, form);
            int vocabulary = wide(architecture).get("vocab_size").asInt();
            assertThat(divergence(exact, prepared, vocabulary))
                    .as("%s %s", form, architecture)
                    .isLessThan(bound);
        }
    }

    /** Widths that no kernel likes, biases everywhere: what is served by default must compute them. */
    @ParameterizedTest
    @EnumSource(
            value = Architecture.class,
            names = {"LLAMA", "GEMMA2", "PHI3", "GPT2"})
    void everyFormComputesOddShapes(Architecture architecture) {
        for (int seed = 0; seed < 2; seed++) {
            ObjectNode config = new RandomConfigs(
                            1000L * List.of(Architecture.values()).indexOf(architecture) + seed)
                    .of(architecture);
            Path folder = RandomModel.write(dir.resolve(architecture.name() + seed), config, Dtype.F32, seed);
            float[] exact = logits(folder, WeightForm.FLOAT32);
            int vocabulary = config.get("vocab_size").asInt();
            for (WeightForm form : List.of(WeightForm.FLOAT16, WeightForm.INT8)) {
                if (served(form)) {
                    assertThat(divergence(exact, logits(folder, form), vocabulary))
                            .as("%s of %s", form, config)
                            .isLessThan(form == WeightForm.FLOAT16 ? 1e-5 : 2e-2);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(WeightForm.class)
    void whatIsPreparedFromMemoryIsWhatIsReadFromDisk(WeightForm form) {
        assumeServed(form);
        int[] ids = new Random(1).ints(24, 0, 512).toArray();
        for (Architecture architecture : List.of(Architecture.LLAMA, Architecture.GPT2)) {
            Path folder = RandomModel.write(dir.resolve(architecture.name()), wide(architecture), Dtype.F32, 1);
            try (OpenedModel read = new OpenedModel(folder, form);
                    OpenedModel prepared = OpenedModel.fromMemory(folder, form)) {
                assertThat(prepared.served(ids, 9)).isEqualTo(read.served(ids, 9));
            }
        }
    }

    @Test
    void aHeadPackedInSeveralBlocksIsTheWholeHead() {
        assumeServed(WeightForm.FLOAT16);
        int vocabulary = 2 * ProgramWords.HEAD_BLOCK + 77;
        ObjectNode config =
                wide(Architecture.LLAMA).put("vocab_size", vocabulary).put("num_hidden_layers", 1);
        for (boolean tied : new boolean[] {true, false}) {
            config.put("tie_word_embeddings", tied);
            Path folder = RandomModel.write(dir.resolve("tied-" + tied), config, Dtype.BF16, 1);
            assertThat(divergence(logits(folder, WeightForm.FLOAT32), logits(folder, WeightForm.FLOAT16), vocabulary))
                    .isLessThan(1e-9);
        }
    }

    private static ObjectNode wide(Architecture architecture) {
        if (architecture == Architecture.GPT2) {
            return RandomModel.config("{'architectures':['GPT2LMHeadModel'],'n_embd':128,'n_head':4,'n_layer':3,"
                    + "'vocab_size':512,'n_positions':64}");
        }
        return RandomModel.config("{'architectures':['" + architecture.className() + "'],'hidden_size':128,"
                + "'intermediate_size':256,'num_hidden_layers':3,'num_attention_heads':4,'num_key_value_heads':2,"
                + "'head_dim':32,'vocab_size':512,'max_position_embeddings':64,'tie_word_embeddings':true,"
                + "'sliding_window':7,'final_logit_softcapping':5.0}");
    }

    private static float[] logits(Path folder, WeightForm form) {
        try (OpenedModel model = new OpenedModel(folder, form)) {
            return model.served(new Random(1).ints(24, 0, model.vocabulary()).toArray(), 9, 16);
        }
    }

    private static double divergence(float[] exact, float[] other, int vocabulary) {
        double sum = 0;
        int rows = exact.length / vocabulary;
        for (int row = 0; row < rows; row++) {
            double p0 = logSum(exact, row * vocabulary, vocabulary);
            double q0 = logSum(other, row * vocabulary, vocabulary);
            for (int i = row * vocabulary; i < (row + 1) * vocabulary; i++) {
                double logP = exact[i] - p0;
                sum += Math.exp(logP) * (logP - (other[i] - q0));
            }
        }
        return sum / rows;
    }

    private static double logSum(float[] logits, int offset, int count) {
        double sum = 0;
        for (int i = offset; i < offset + count; i++) {
            sum += Math.exp(logits[i]);
        }
        return Math.log(sum);
    }

    private static boolean served(WeightForm form) {
        try {
            ComputeDevice.named("cpu").form(form.flag());
            return true;
        } catch (ModelException notHere) {
            return false;
        }
    }

    private static void assumeServed(WeightForm form) {
        assumeTrue(served(form), form + " is not served by this processor");
    }
}
