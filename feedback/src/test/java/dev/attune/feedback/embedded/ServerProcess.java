package dev.attune.feedback.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/** A process that holds an {@link EmbeddedRedis} and waits to be killed: its {@code main} is the child's, the rest the test's. */
final class ServerProcess implements AutoCloseable {
    private final Process process;
    private final long redisPid;

    private ServerProcess(Process process, long redisPid) {
        this.process = process;
        this.redisPid = redisPid;
    }

    public static void main(String[] args) throws InterruptedException {
        EmbeddedRedis redis =
                EmbeddedRedis.start(new EmbeddedRedis.Settings(Path.of(args[0]), null, Duration.ofSeconds(30), 64));
        System.out.println("redis " + RedisProbes.pid(redis));
        Thread.sleep(Long.MAX_VALUE);
    }

    static ServerProcess start(Path data) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ServerProcess.class.getName(),
                        data.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            if (line.startsWith("redis ")) {
                return new ServerProcess(process, Long.parseLong(line.substring(6)));
            }
        }
        throw new IllegalStateException("the server ended early");
    }

    ProcessHandle redis() {
        return ProcessHandle.of(redisPid).orElseThrow();
    }

    /** The scripts between the server and Redis. */
    Iterable<ProcessHandle> watchers() {
        return process.descendants().filter(child -> child.pid() != redisPid).toList();
    }

    /** Ends it as nothing can be done against. */
    void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
