package dev.attune.serving.checkpoint.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
final class KilledDownloadTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    /** The process to be killed: downloads into {@code args[1]} from {@code args[0]}. */
    public static void main(String[] args) {
        HubSettings.Limits limits = new HubSettings.Limits(0, LONG, LONG, LONG, LONG);
        HubSettings settings = new HubSettings(URI.create(args[0]), null, false, Path.of(args[1]), limits);
        new HubDownload(settings, new ConsoleProgress(System.err, false))
                .fetch(HubModel.parse(FakeHub.MODEL).orElseThrow());
    }

    @Test
    void aKilledDownloadGoesOnWhereItStopped(@TempDir Path cache) throws IOException, InterruptedException {
        try (FakeHub hub = new FakeHub()) {
            byte[] weights = new byte[2_000_000];
            new Random(5).nextBytes(weights);
            hub.files.put("config.json", "{}".getBytes(StandardCharsets.UTF_8));
            hub.files.put("model.safetensors", weights);
            hub.faults.add(FakeHub.Fault.STALL);
            Process process = start(hub.endpoint(), cache);
            Path part = cache.resolve("acme--tiny").resolve(hub.commit).resolve("model.safetensors.part");
            awaitSize(part, weights.length / 2, process);
            process.destroyForcibly().waitFor();

            HubSettings settings = new HubSettings(hub.endpoint(), null, false, cache, HubVisitor.IMPATIENT);
            Path folder = new HubDownload(settings, new ConsoleProgress(System.err, false))
                    .fetch(HubModel.parse(FakeHub.MODEL).orElseThrow());
            assertThat(Files.readAllBytes(folder.resolve("model.safetensors"))).isEqualTo(weights);
            assertThat(hub.requests).contains("cdn GET /blobs/model.safetensors bytes=1000000-");
            assertThat(part).doesNotExist();
        }
    }

    private static Process start(URI endpoint, Path cache) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledDownloadTest.class.getName(),
                        endpoint.toString(),
                        cache.toString())
                .inheritIO()
                .start();
    }

    private static void awaitSize(Path part, long bytes, Process process) throws IOException, InterruptedException {
        while (!Files.exists(part) || Files.size(part) < bytes) {
            assertThat(process.waitFor(20, TimeUnit.MILLISECONDS))
                    .as("the process ended by itself")
                    .isFalse();
        }
    }
}
