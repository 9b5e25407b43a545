package dev.attune.load.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server started from its distribution on a free port, as anybody would start it; ended on close. */
final class StartedServer implements AutoCloseable {
    private static final String READY = "Attune is listening on ";
    private static final int STOP_S = 20;

    private final Process process;
    private final BufferedReader said;
    private final String url;

    private StartedServer(Process process, Path log) throws IOException {
        this.process = process;
        this.said = process.inputReader(StandardCharsets.UTF_8);
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            if (line.startsWith(READY)) {
                url = line.substring(READY.length()).strip();
                return;
            }
        }
        throw new IllegalArgumentException(
                "the server ended before it was ready: " + Files.readString(log).strip());
    }

    /** Without reuse of prefixes: every prompt is computed, as in the engine that it is compared with. */
    static StartedServer start(Path distribution, Path model, int maxRunning) throws IOException {
        Path launcher = distribution.resolve("bin").resolve("attune");
        if (!Files.isExecutable(launcher)) {
            throw new IllegalArgumentException("--server " + distribution + ": there is no bin/attune");
        }
        List<String> command = List.of(
                launcher.toAbsolutePath().toString(),
                "serve",
                "--port",
                "0",
                "--model",
                model.toAbsolutePath().toString(),
                "--set",
                "engine.prefix-slots=0",
                "--set",
                "engine.max-running=" + maxRunning);
        Path folder = Files.createTempDirectory("attune-bench");
        Path log = folder.resolve("server.log");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(log.toFile())
                .start();
        try {
            return new StartedServer(process, log);
        } catch (IOException | RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    String url() {
        return url;
    }

    ProcessHandle process() {
        return process.toHandle();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor(STOP_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
        }
    }
}
