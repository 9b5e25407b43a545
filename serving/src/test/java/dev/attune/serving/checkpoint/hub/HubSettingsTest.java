package dev.attune.serving.checkpoint.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class HubSettingsTest {
    private static final Path CACHE = Path.of("cache");

    @Test
    void theEnvironmentDecides() {
        HubSettings plain = HubSettings.fromEnvironment(Map.of(), CACHE);
        assertThat(plain.endpoint()).isEqualTo(HubSettings.PUBLIC_HUB);
        assertThat(plain.token()).isNull();
        assertThat(plain.offline()).isFalse();
        HubSettings set = HubSettings.fromEnvironment(
                Map.of("HF_ENDPOINT", "http://mirror:8080/hub/", "HF_TOKEN", " secret\n", "HF_HUB_OFFLINE", "True"),
                CACHE);
        assertThat(set.endpoint()).hasToString("http://mirror:8080/hub");
        assertThat(set.token()).isEqualTo("secret");
        assertThat(set.offline()).isTrue();
        assertThat(set.toString()).doesNotContain("secret");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HubSettings.fromEnvironment(Map.of("HF_ENDPOINT", "ftp://mirror"), CACHE))
                .withMessageContaining("was ftp://mirror");
    }

    @Test
    void modelNamesHaveAnOrganisation() {
        HubModel model = HubModel.parse("Qwen/Qwen3-0.6B@refs/pr/1").orElseThrow();
        assertThat(model.id()).isEqualTo("Qwen/Qwen3-0.6B");
        assertThat(model.revision()).isEqualTo("refs/pr/1");
        assertThat(model.encodedRevision()).isEqualTo("refs%2Fpr%2F1");
        assertThat(HubModel.parse("a/b").orElseThrow().revision()).isEqualTo("main");
        for (String other : List.of("models", "./a", "/a/b", "a/b/c", "../b", "a/..", "a/b@", "a/b@../c", "a b/c")) {
            assertThat(HubModel.parse(other)).as(other).isEmpty();
        }
    }

    @Test
    void sizesAreForPeople() {
        assertThat(ByteCount.text(999)).isEqualTo("999 B");
        assertThat(ByteCount.text(999_960)).isEqualTo("1.0 MB");
        assertThat(ByteCount.text(269_060_552)).isEqualTo("269.1 MB");
        assertThat(ByteCount.text(Long.MAX_VALUE)).isEqualTo("9.2 EB");
    }
}
