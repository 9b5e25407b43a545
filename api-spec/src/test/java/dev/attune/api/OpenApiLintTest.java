package dev.attune.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A linter that nobody here wrote finds nothing, and would if there were something. */
final class OpenApiLintTest {
    private static final Path LINTER = Path.of("src/test/npm");
    private static final Path CONTRACT = Path.of("src/main/resources/dev/attune/api/openapi.yaml");

    @Test
    void theContractPasses(@TempDir Path dir) throws IOException, InterruptedException {
        Run run = lint(CONTRACT, dir);
        assertThat(run.status()).as(run.output()).isZero();
    }

    @Test
    void aContractWithAMistakeDoesNot(@TempDir Path dir) throws IOException, InterruptedException {
        Path broken = dir.resolve("openapi.yaml");
        Files.writeString(
                broken, Files.readString(CONTRACT).replace("operationId: getHealth", "operationId: getReady"));
        Run run = lint(broken, dir);
        assertThat(run.status()).isNotZero();
        assertThat(run.output()).contains("operation-operationId-unique");
    }

    private static Run lint(Path contract, Path dir) throws IOException, InterruptedException {
        Path redocly = LINTER.resolve("node_modules/.bin/redocly");
        assumeTrue(
                Files.exists(redocly), "the linter is not installed; `npm ci` in api-spec/" + LINTER + " installs it");
        Path output = dir.resolve("output.txt");
        ProcessBuilder builder = new ProcessBuilder(
                        redocly.toString(), "lint", contract.toString(), "--config=" + LINTER.resolve("redocly.yaml"))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        // It would call home otherwise.
        builder.environment().put("REDOCLY_TELEMETRY", "off");
        builder.environment().put("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true");
        Process linter = builder.start();
        try {
            assertThat(linter.waitFor(1, TimeUnit.MINUTES)).isTrue();
            return new Run(linter.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
        } finally {
            linter.destroyForcibly();
        }
    }

    private record Run(int status, String output) {}
}
