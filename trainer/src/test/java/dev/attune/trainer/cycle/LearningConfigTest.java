package dev.attune.trainer.cycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class LearningConfigTest {
    private static final LearningConfig STANDARD = LearningConfig.STANDARD;

    @Test
    void aWiderNetworkLearnsAtLowerRatesAndNothingElseChanges() {
        LearningConfig wide = STANDARD.atWidth(1024);
        assertThat(wide.sft().peakRate()).isCloseTo(STANDARD.sft().peakRate() / 4, within(1e-12));
        assertThat(wide.reward().peakRate()).isCloseTo(STANDARD.reward().peakRate() / 4, within(1e-12));
        assertThat(wide.policy().update().rate())
                .isCloseTo(STANDARD.policy().update().rate() / 4, within(1e-12));
        assertThat(wide.policy().update().valueRate())
                .isCloseTo(STANDARD.policy().update().valueRate() / 4, within(1e-12));
        assertThat(wide.atWidth(64)).isEqualTo(wide);
        LearningConfig back = new LearningConfig(
                wide.sft().atRate(4),
                wide.reward().atRate(4),
                wide.policy().with(wide.policy().update().atRate(4)),
                wide.conversations(),
                wide.threads());
        assertThat(back).isEqualTo(STANDARD);
    }

    @Test
    void theDefaultModelAndNarrowerOnesKeepTheirRates() {
        assertThat(STANDARD.atWidth(256)).isEqualTo(STANDARD);
        assertThat(STANDARD.atWidth(16)).isEqualTo(STANDARD);
    }

    @Test
    void aManifestHasAllOfIt() {
        LearningConfig config = STANDARD.onThreads(3);
        assertThat(LearningConfig.read(config.toJson())).isEqualTo(config);
    }

    @Test
    void anOlderManifestDoesNotSayOnHowManyThreads() {
        ObjectNode older = STANDARD.onThreads(3).toJson().deepCopy();
        older.remove("threads");
        assertThat(LearningConfig.read(older)).isEqualTo(STANDARD);
    }
}
