package dev.attune.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigReaderTest {
    @TempDir
    private Path dir = Path.of(".");

    @Test
    void flagsStandOverTheFileAndTheFileOverTheDefaults() throws IOException {
        Path file = file("http { port = 1234, heartbeat-ms = 99 }\nmodel.path = null");
        ServerConfig config = ConfigReader.read(Optional.of(file), Map.of("http.port", 4321));
        assertThat(config.http().port()).isEqualTo(4321);
        assertThat(config.http().heartbeatMs()).isEqualTo(99);
        assertThat(config.engine().maxRunning()).isEqualTo(32);
        assertThat(config.engine().contextTokens()).isEmpty();
    }

    @Test
    void anUnknownKeyIsNamedWithItsPlace() throws IOException {
        Path file = file("http.port = 1\nhttp.prot = 2");
        assertThatThrownBy(() -> ConfigReader.read(Optional.of(file), Map.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("http.prot")
                .hasMessageContaining("attune.conf: 2");
        assertThatThrownBy(() -> ConfigReader.read(Optional.empty(), Map.of("http.prot", 2)))
                .hasMessageContaining("http.prot")
                .hasMessageContaining("command line");
    }

    @Test
    void aValueOutOfRangeOrOfAnotherTypeIsNamed() throws IOException {
        assertThatThrownBy(() -> ConfigReader.read(Optional.empty(), Map.of("http.port", 70_000)))
                .hasMessage("http.port must be in [0, 65535], was 70000");
        Path file = file("engine.max-running = many");
        assertThatThrownBy(() -> ConfigReader.read(Optional.of(file), Map.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("engine.max-running");
    }

    @Test
    void aFileThatIsMissingOrBrokenIsNamed() throws IOException {
        Path missing = dir.resolve("missing.conf");
        assertThatThrownBy(() -> ConfigReader.read(Optional.of(missing), Map.of()))
                .hasMessage("Configuration file " + missing + " does not exist.");
        Path broken = file("http {");
        assertThatThrownBy(() -> ConfigReader.read(Optional.of(broken), Map.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("attune.conf");
    }

    private Path file(String text) throws IOException {
        return Files.writeString(dir.resolve("attune.conf"), text);
    }
}
