package dev.attune.feedback.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The program that is run: the one that was named, or the one that comes with Attune, unpacked.
 *
 * @param origin "bundled" or "given"
 */
record RedisBinary(Path path, RedisVersion version, String origin) {
    /** The oldest with XAUTOCLAIM, by which the log hands on what was abandoned. */
    private static final RedisVersion OLDEST = new RedisVersion(6, 2, 0);

    private static final int ANSWER_LIMIT_SECONDS = 20;

    /** @param folder where the bundled program is unpacked */
    static RedisBinary find(@Nullable Path given, Path folder) {
        Path path = given == null ? unpack(folder) : given;
        RedisVersion version = ask(path);
        if (!version.canOpenDataOf(OLDEST)) {
            throw new RedisException(path + " is Redis " + version + "; at least " + OLDEST + " is needed");
        }
        return new RedisBinary(path, version, given == null ? "bundled" : "given");
    }

    private static Path unpack(Path folder) {
        String name = resource();
        Path target = folder.resolve(name);
        try (InputStream packed = RedisBinary.class.getResourceAsStream("/" + name)) {
            if (packed == null) {
                throw new RedisException("the bundled Redis " + name + " is missing from the class path; name one with"
                        + " --redis-binary or give the address of a running one with --redis");
            }
            byte[] bytes = packed.readAllBytes();
            if (!Files.isExecutable(target) || Files.size(target) != bytes.length) {
                Files.createDirectories(folder);
                Path aside = Files.createTempFile(folder, name, ".part");
                Files.write(aside, bytes);
                if (!aside.toFile().setExecutable(true)) {
                    throw new RedisException(aside + " cannot be made executable");
                }
                Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
            return target;
        } catch (IOException e) {
            throw new RedisException("cannot unpack Redis to " + target, e);
        }
    }

    private static String resource() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        boolean arm = arch.equals("aarch64") || arch.equals("arm64");
        if (os.contains("linux")) {
            return arm ? "redis-server-6.2.7-linux-arm64" : "redis-server-6.2.6-v5-linux-amd64";
        }
        if (os.contains("mac")) {
            return arm ? "redis-server-6.2.6-v5-darwin-arm64" : "redis-server-6.2.6-v5-darwin-amd64";
        }
        throw new RedisException(
                "no Redis is bundled for " + os + " " + arch + "; give the address of a running one with --redis");
    }

    private static RedisVersion ask(Path path) {
        try {
            Process process = new ProcessBuilder(path.toString(), "--version")
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(ANSWER_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new RedisException(path + " does not say its version");
            }
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!said.startsWith("Redis") && !said.startsWith("Valkey")) {
                throw new RedisException(path + " is no Redis; asked for its version it says: "
                        + said.lines().findFirst().orElse("nothing"));
            }
            return RedisVersion.said(said);
        } catch (IOException e) {
            throw new RedisException("cannot run " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RedisException("interrupted while asking " + path + " for its version", e);
        }
    }
}
