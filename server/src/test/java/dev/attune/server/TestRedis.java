package dev.attune.server;

import dev.attune.feedback.embedded.EmbeddedRedis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A real Redis that all servers of the tests share, each with keys of its own. It begins when first asked for and ends with the tests. */
final class TestRedis {
    private static final int MEMORY_MB = 256;
    private static final AtomicInteger SPACES = new AtomicInteger();

    private TestRedis() {}

    /** Made by the class loader when it is first needed, once. */
    private static final class Shared {
        static final Path DATA = folder();
        static final EmbeddedRedis SERVER =
                EmbeddedRedis.start(new EmbeddedRedis.Settings(DATA, null, Duration.ofSeconds(60), MEMORY_MB));

        static {
            Runtime.getRuntime().addShutdownHook(new Thread(Shared::end));
        }

        private static void end() {
            SERVER.close();
            try (Stream<Path> files = Files.walk(DATA)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static Path folder() {
            try {
                return Files.createTempDirectory("attune-server-tests");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static String url() {
        return Shared.SERVER.uri();
    }

    /** Where servers of tests may leave what they have to leave somewhere. */
    static Path data() {
        return Shared.DATA.resolve("data");
    }

    /** A namespace that nobody else uses. */
    static String space() {
        return "t" + SPACES.incrementAndGet();
    }
}
