package dev.attune.trainer.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.feedback.training.TrainingEvent;
import dev.attune.serving.GreedyProbe;
import dev.attune.serving.ServedModel;
import dev.attune.serving.ServingOptions;
import dev.attune.serving.engine.EngineLimits;
import dev.attune.serving.model.ComputeDevice;
import dev.attune.trainer.gate.GateRules;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class SamplesTest {
    private static final Path MODEL = Path.of("../server/src/main/model/attune-mini");

    SamplesTest() {
        ComputeDevice.useThreads(1);
    }

    @Test
    void bothPoliciesAnswerTheSamePromptsWithTheSameDice() {
        List<TrainingEvent.Sample> samples = Samples.drawn(MODEL, MODEL, GateRules.STANDARD);
        assertThat(samples).hasSize(6).allSatisfy(sample -> assertThat(sample.after())
                .isNotBlank()
                .doesNotContain("<|im_end|>")
                .isEqualTo(sample.before()));
        assertThat(samples.get(0).prompt()).isEqualTo("Hello!");
    }

    /** The trainer computes in float32, servers in what is fastest: rounding must not keep a version from being served. */
    @Test
    void aProbeHoldsInEveryFormThatIsServed() {
        GreedyProbe probe = Samples.probe(MODEL, GateRules.STANDARD);
        EngineLimits limits = new EngineLimits(2, 4, 512, 64, 256, 0);
        for (String form : new String[] {"float32", "float16", "int8"}) {
            try (ServedModel server = ServedModel.open(MODEL, new ServingOptions("cpu", form, 1, limits, 0))) {
                server.versions().serve(MODEL, 2, probe);
                assertThat(server.versions().serving()).as(form).isEqualTo(2);
            }
        }
    }
}
