package dev.attune.load.measure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where the numbers come from.
 *
 * @param cpu the processor's name
 * @param cores that this process may use
 * @param cacheBytes of the last-level cache, as far as the system tells
 * @param java version of the runtime
 * @param commit of the code, where the program lies within its repository
 */
public record Machine(String cpu, int cores, long cacheBytes, String java, @Nullable String commit) {
    private static final long CACHE_UNKNOWN = 32L << 20;

    /** Asks the system. */
    public static Machine here() {
        return new Machine(
                cpuName(),
                Runtime.getRuntime().availableProcessors(),
                lastCacheBytes(),
                System.getProperty("java.version", "unknown"),
                commitAt(System.getProperty("attune.home", ".")));
    }

    private static String cpuName() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .orElse(System.getProperty("os.arch", "unknown"));
        } catch (IOException e) {
            return System.getProperty("os.arch", "unknown");
        }
    }

    private static long lastCacheBytes() {
        Path caches = Path.of("/sys/devices/system/cpu/cpu0/cache");
        try (Stream<Path> levels = Files.list(caches)) {
            return levels.map(level -> level.resolve("size"))
                    .filter(Files::exists)
                    .mapToLong(Machine::sizeIn)
                    .max()
                    .orElse(CACHE_UNKNOWN);
        } catch (IOException e) {
            return CACHE_UNKNOWN;
        }
    }

    private static long sizeIn(Path file) {
        try {
            String size = Files.readString(file).strip();
            long number = Long.parseLong(size.replaceAll("\\D", ""));
            return number << (size.endsWith("M") ? 20 : size.endsWith("K") ? 10 : 0);
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }

    private static @Nullable String commitAt(String directory) {
        try {
            Process git = new ProcessBuilder("git", "-C", directory, "rev-parse", "--short", "HEAD")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String commit = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return git.waitFor() == 0 ? commit : null;
        } catch (IOException e) {
            // No git here: the numbers go without a commit.
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
