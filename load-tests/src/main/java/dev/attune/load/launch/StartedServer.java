package dev.attune.load.launch;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A server started from its distribution on a free port, as anybody would start it. Whoever starts it closes it, which ends it. Its
 * accessors may be used from any thread.
 */
public final class StartedServer implements AutoCloseable {
    private static final String READY = "Attune is listening on ";
    private static final int STOP_S = 20;

    private final Process process;
    private final Thread end;
    private final String url;

    private StartedServer(Process process, Path log) throws IOException {
        this.process = process;
        // It must not outlive the program that started it when that is told to stop.
        this.end = new Thread(process::destroy);
        Runtime.getRuntime().addShutdownHook(end);
        BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            if (line.startsWith(READY)) {
                url = line.substring(READY.length()).strip();
                return;
            }
        }
        throw new IllegalArgumentException(
                "the server ended before it was ready: " + Files.readString(log).strip());
    }

    /**
     * Waits until it listens.
     *
     * @param distribution the folder with {@code bin/attune}
     * @param folder where it works, beside its log {@code server.log}, to which it appends
     * @param flags of {@code attune serve}, but for the port
     */
    public static StartedServer start(Path distribution, Path folder, List<String> flags) throws IOException {
        Path log = folder.resolve("server.log");
        List<String> command =
                new ArrayList<>(List.of(program(distribution).toAbsolutePath().toString(), "serve", "--port", "0"));
        command.addAll(flags);
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        try {
            return new StartedServer(process, log);
        } catch (IOException | RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    /** What starts everything in a distribution. */
    public static Path program(Path distribution) {
        Path launcher = distribution.resolve("bin").resolve("attune");
        if (!Files.isExecutable(launcher)) {
            throw new IllegalArgumentException("--server " + distribution + ": there is no bin/attune");
        }
        return launcher;
    }

    /** Without a path. */
    public String url() {
        return url;
    }

    public ProcessHandle process() {
        return process.toHandle();
    }

    @Override
    public void close() {
        process.destroy();
        forgetEnd();
        try {
            process.waitFor(STOP_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
        }
    }

    private void forgetEnd() {
        try {
            Runtime.getRuntime().removeShutdownHook(end);
        } catch (IllegalStateException alreadyEnding) {
            // Then the hook does what is done here.
        }
    }
}
