package dev.attune.feedback.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A running Redis whose life is tied to this process: it watches a pipe that ends when this process does, however it ends. In a
 * session of its own where the system can, so that Ctrl-C reaches the server alone and answers in flight can still be judged.
 */
final class RedisProcess {
    private static final Path SETSID = Path.of("/usr/bin/setsid");
    private static final int END_LIMIT_SECONDS = 15;

    private final Process process;

    private RedisProcess(Process process) {
        this.process = process;
    }

    static RedisProcess start(RedisBinary binary, Path config) {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(SETSID)) {
            command.add(SETSID.toString());
        }
        command.addAll(
                List.of("/bin/sh", "-c", script(), "attune-redis", binary.path().toString(), config.toString()));
        try {
            return new RedisProcess(new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            config.resolveSibling("redis.log").toFile()))
                    .start());
        } catch (IOException e) {
            throw new RedisException("cannot start " + binary.path(), e);
        }
    }

    private static String script() {
        try (InputStream in = RedisProcess.class.getResourceAsStream("tied.sh")) {
            if (in == null) {
                throw new IllegalStateException("tied.sh is missing from the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("tied.sh cannot be read", e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for its end and returns the exit status. */
    int awaitEnd() throws InterruptedException {
        return process.waitFor();
    }

    /** Asks it to end, waits for that within a limit, and ends it by force after. */
    void stop() {
        List<ProcessHandle> all = process.descendants().toList();
        try {
            process.getOutputStream().close();
            if (process.waitFor(END_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (IOException e) {
            // The pipe is gone, and so is the script that read it: force is what remains.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        all.forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
