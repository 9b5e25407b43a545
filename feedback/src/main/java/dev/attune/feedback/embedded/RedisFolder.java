package dev.attune.feedback.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Where our Redis keeps its data, and the small files beside it: the password, the version that wrote, the name of the data. It
 * is locked while it is open, so that two servers never share one. One thread; the opener closes it.
 */
final class RedisFolder implements AutoCloseable {
    private static final int KEPT_LOG_BYTES = 4 << 20;

    private final Path path;
    private final FileChannel lockFile;

    private RedisFolder(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    static RedisFolder open(Path path) {
        try {
            Files.createDirectories(path);
            FileChannel channel =
                    FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!locked(channel)) {
                channel.close();
                throw new RedisException(
                        path + " is in use by another Attune server; give this one its own --data-dir");
            }
            return new RedisFolder(path.toRealPath(), channel);
        } catch (IOException e) {
            throw new RedisException("cannot use " + path + " for Redis", e);
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException ours) {
            return false;
        }
    }

    Path path() {
        return path;
    }

    Path programs() {
        return path.resolve("bin");
    }

    Path log() {
        return path.resolve("redis.log");
    }

    /** The password of this folder's Redis, made at first use. */
    String password() {
        return read("password").orElseGet(() -> write("password", random()));
    }

    Optional<Integer> lastPort() {
        return read("port").map(Integer::valueOf);
    }

    Optional<Long> lastPid() {
        return read("redis.pid").filter(text -> !text.isEmpty()).map(Long::valueOf);
    }

    /** The name of the data that must be found in Redis; empty before the first start. */
    Optional<String> dataName() {
        return read("data-name");
    }

    void rememberDataName(String name) {
        write("data-name", name);
    }

    static String random() {
        byte[] bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /**
     * Refuses a program older than the one that wrote the data: Redis 6.2 does not see what 7 wrote and starts empty without a
     * word. Otherwise remembers that it writes from now on.
     */
    void admit(RedisBinary binary) {
        Optional<RedisVersion> writer = read("version").map(RedisVersion::parse);
        if (writer.isEmpty() && Files.exists(path.resolve("appendonlydir"))) {
            writer = Optional.of(new RedisVersion(7, 0, 0));
        }
        if (writer.isPresent() && !binary.version().canOpenDataOf(writer.get())) {
            throw new RedisException("the data in " + path + " was written by Redis " + writer.get() + ", which "
                    + binary.path() + " (" + binary.version()
                    + ") would not see; start with --redis-binary naming a Redis of "
                    + writer.get().major() + "." + writer.get().minor() + " or newer");
        }
        write("version", binary.version().toString());
    }

    /**
     * Writes the settings for the next start; what is acknowledged is on disk, whatever is asked for elsewhere. No slow log: it would
     * keep words of people, which are arguments of commands.
     */
    Path configure(int port, int maxMemoryMb) {
        trimLog();
        write("port", Integer.toString(port));
        String quoted = "\"" + path.toString().replace("\\", "\\\\").replace("\"", "\\\"");
        write(
                "redis.conf",
                String.join(
                        "\n",
                        "bind 127.0.0.1",
                        "port " + port,
                        "requirepass " + password(),
                        "dir " + quoted + "\"",
                        "pidfile " + quoted + "/redis.pid\"",
                        "logfile " + quoted + "/redis.log\"",
                        "daemonize no",
                        "appendonly yes",
                        "appendfsync always",
                        "no-appendfsync-on-rewrite no",
                        "save \"\"",
                        "rdbcompression no",
                        "maxmemory " + maxMemoryMb + "mb",
                        "maxmemory-policy noeviction",
                        "slowlog-log-slower-than -1",
                        "slowlog-max-len 0",
                        ""));
        return path.resolve("redis.conf");
    }

    /** The end of what Redis logged, for the message that says why it did not start. */
    String lastWords() {
        try {
            String log = Files.exists(log()) ? Files.readString(log(), StandardCharsets.UTF_8) : "";
            String[] lines = log.strip().split("\n");
            int from = Math.max(0, lines.length - 5);
            return String.join("\n", java.util.Arrays.copyOfRange(lines, from, lines.length));
        } catch (IOException e) {
            return "(" + log() + " cannot be read)";
        }
    }

    private void trimLog() {
        try {
            if (Files.exists(log()) && Files.size(log()) > KEPT_LOG_BYTES) {
                Files.move(log(), path.resolve("redis.log.1"), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<String> read(String name) {
        Path file = path.resolve(name);
        try {
            return Files.exists(file)
                    ? Optional.of(Files.readString(file, StandardCharsets.UTF_8).strip())
                    : Optional.empty();
        } catch (IOException e) {
            throw new RedisException("cannot read " + file, e);
        }
    }

    /** Aside, synced, renamed; readable by nobody else, for two of these hold the password. */
    private String write(String name, String text) {
        Path aside = path.resolve(name + ".part");
        try {
            Files.deleteIfExists(aside);
            Files.createFile(aside, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try (FileChannel channel = FileChannel.open(aside, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
                channel.force(true);
            }
            Files.move(aside, path.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return text;
        } catch (IOException e) {
            throw new RedisException("cannot write " + path.resolve(name), e);
        }
    }

    /** Gives the folder free for another server. */
    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
