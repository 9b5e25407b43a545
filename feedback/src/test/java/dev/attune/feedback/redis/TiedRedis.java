package dev.attune.feedback.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A Redis with settings of the test's own, on a free port and with a folder that go with it; it ends with this process. */
final class TiedRedis implements AutoCloseable {
    /** How far above its own port a node of a cluster listens for the others. */
    private static final int BUS = 10_000;

    private final Process process;
    private final Path folder;
    private final int port;

    /** @param settings as on Redis's command line; {@code PORT} and {@code DIR} stand for what is chosen */
    TiedRedis(Path binary, String settings) {
        try {
            folder = Files.createTempDirectory("attune-redis-test");
            port = freePort();
            String filled = settings.replace("PORT", Integer.toString(port)).replace("DIR", folder.toString());
            List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", tied(), "node", binary.toString()));
            command.addAll(List.of(filled.split(" ")));
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("out").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return port;
    }

    /** As nothing can be done against. */
    void kill() {
        process.descendants()
                .filter(child -> child.info()
                        .command()
                        .filter(name -> name.contains("redis"))
                        .isPresent())
                .forEach(ProcessHandle::destroyForcibly);
    }

    private static String tied() throws IOException {
        try (InputStream in = TiedRedis.class.getResourceAsStream("/dev/attune/feedback/embedded/tied.sh")) {
            if (in == null) {
                throw new IOException("tied.sh is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Below the ports whose companion for a cluster's own talk would not exist. */
    private static int freePort() throws IOException {
        while (true) {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                if (socket.getLocalPort() + BUS < 65_536) {
                    return socket.getLocalPort();
                }
            }
        }
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try (var files = Files.walk(folder)) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
