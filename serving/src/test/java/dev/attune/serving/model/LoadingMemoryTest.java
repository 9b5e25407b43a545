package dev.attune.serving.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import com.fasterxml.jackson.databind.JsonNode;
import dev.attune.serving.checkpoint.Checkpoint;
import dev.attune.serving.checkpoint.Dtype;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What loading takes, read from the kernel's books of a process of its own. Run it with {@code -Dloading.layers=20} for a file
 * of 640 MB; the default is a quarter of that, to be quick.
 */
class LoadingMemoryTest {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final long MB = 1_000_000;

    private static Path dir;

    @BeforeAll
    static void writeModel(@TempDir Path folder) {
        dir = folder;
        assumeTrue(Files.exists(STATUS), "this system keeps no books that we can read");
        RandomModel.write(dir, config(), Dtype.BF16, 1);
    }

    @ParameterizedTest
    @EnumSource(
            value = WeightForm.class,
            names = {"FLOAT16", "INT8"})
    void loadingNeedsLittleMoreThanTheWeights(WeightForm form) throws Exception {
        MemoryPlan plan = MemoryPlan.of(WeightLayout.of(ConfigReader.read(config())), form, 1, 1);
        long prepared = plan.plainWeights() + plan.preparedWeights();
        long weights = Math.max(prepared, Files.size(dir.resolve("model.safetensors")));
        long[] bytes = load(form);
        long before = bytes[0];
        long after = bytes[1];
        long peak = bytes[2];
        assertThat(peak).isLessThan(weights * 13 / 10 + 600 * MB);
        // The matrix being packed exists as float32 and once or twice more on its way; compiled programs and the small
        // Java
        // heap take the rest.
        assertThat(peak - before).isLessThan(prepared * 11 / 10 + 260 * MB);
        assertThat(after - before).isLessThan(prepared * 11 / 10 + 120 * MB);
    }

    private static JsonNode config() {
        return RandomModel.config("{'architectures':['LlamaForCausalLM'],'hidden_size':1024,"
                + "'num_hidden_layers':" + Integer.getInteger("loading.layers", 4)
                + ",'num_attention_heads':16,'num_key_value_heads':4,'intermediate_size':4096,'vocab_size':20000,"
                + "'max_position_embeddings':2048,'tie_word_embeddings':true}");
    }

    /** Bytes of the process before, after, and at its largest. */
    private static long[] load(WeightForm form) throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-Dai.djl.offline=true",
                        "-Dai.djl.pytorch.graph_optimizer=false",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Loading.class.getName(),
                        dir.toString(),
                        form.name())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String printed = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(child.waitFor()).as(printed).isZero();
        String last = printed.strip().lines().reduce("", (a, b) -> b);
        return Arrays.stream(last.split(" ")).mapToLong(Long::parseLong).toArray();
    }

    /** The process that loads. */
    static final class Loading {
        private Loading() {}

        public static void main(String[] args) throws IOException {
            PtNDManager manager = (PtNDManager) NDManager.newBaseManager("PyTorch");
            manager.create(1f).close();
            long before = bytes("VmRSS");
            try (Checkpoint checkpoint = Checkpoint.open(Path.of(args[0]))) {
                WeightLayout layout = WeightLayout.of(ConfigReader.read(checkpoint.config()));
                try (WeightLoader loader = new WeightLoader(layout, WeightForm.valueOf(args[1]), manager);
                        Weights weights = loader.load(checkpoint, 1)) {
                    System.out.println(before + " " + bytes("VmRSS") + " " + bytes("VmHWM"));
                }
            }
        }

        private static long bytes(String key) throws IOException {
            String line = Files.readAllLines(STATUS).stream()
                    .filter(l -> l.startsWith(key + ":"))
                    .findFirst()
                    .orElseThrow();
            return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
        }
    }
}
