package dev.attune.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code attune serve} in a process of its own, with the small model of random weights. */
final class ServerProcess {
    private static final String READY = "Attune is listening on ";

    private ServerProcess() {}

    /** Starts it on any free port and without a trainer, with its log in a file of the data directory; {@code flags} are further ones. */
    static Process start(Path data, String... flags) throws IOException {
        List<String> all = new ArrayList<>(List.of("--model", TinyServer.FOLDER, "--trainer", "off"));
        all.addAll(List.of(flags));
        return command(data, all).start();
    }

    /** Ready to start on any free port, with its log in a file of the data directory. */
    static ProcessBuilder command(Path data, List<String> flags) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xss8m",
                // It lives for seconds.
                "-XX:TieredStopAtLevel=1",
                "-Dai.djl.offline=true",
                "-Dai.djl.pytorch.graph_optimizer=false",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.attune.server.Main",
                "serve"));
        command.addAll(List.of("--port", "0", "--data-dir", data.toString()));
        command.addAll(flags);
        return new ProcessBuilder(command).redirectError(data.resolve("log").toFile());
    }

    /** Waits until it listens, and says where. */
    static URI awaitUrl(Process server) throws IOException {
        BufferedReader out = server.inputReader(StandardCharsets.UTF_8);
        StringBuilder said = new StringBuilder();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith(READY)) {
                return URI.create(line.substring(READY.length()));
            }
            said.append(line).append('\n');
        }
        throw new AssertionError("the server ended without listening: " + said);
    }
}
