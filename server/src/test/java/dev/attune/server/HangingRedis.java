package dev.attune.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.feedback.embedded.EmbeddedRedis;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** A real Redis of one test, which can be made to answer nothing for a while. One thread, which closes it. */
final class HangingRedis implements AutoCloseable {
    private static final int MEMORY_MB = 64;

    private final EmbeddedRedis server;
    private final ProcessHandle process;

    HangingRedis(Path dataDir) {
        this.server = EmbeddedRedis.start(new EmbeddedRedis.Settings(dataDir, null, Duration.ofSeconds(60), MEMORY_MB));
        try (RedisLine line = RedisLine.to(dataDir)) {
            this.process = line.process();
        }
    }

    String url() {
        return server.uri();
    }

    void hang() {
        signal("STOP");
    }

    void goOn() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            String pid = Long.toString(process.pid());
            assertThat(new ProcessBuilder("kill", "-" + name, pid).start().waitFor())
                    .isZero();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        goOn();
        server.close();
    }
}
