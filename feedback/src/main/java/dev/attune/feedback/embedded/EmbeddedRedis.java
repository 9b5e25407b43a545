package dev.attune.feedback.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Redis of our own, for those who give no address of one: started on the loopback interface with a password of its own,
 * watched, started again when it dies, and ended with this process however that ends. What it acknowledged is on disk.
 *
 * <p>{@link #start} returns when it answers. A thread {@code attune-redis} owns the process from then on. Any thread may ask for
 * {@link #status}; whoever started it closes it, which waits until Redis has ended.
 */
public final class EmbeddedRedis implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedRedis.class);
    private static final String DATA_NAME = "attune:data-name";
    private static final int LOOK_EVERY_MS = 20;
    private static final long FIRST_PAUSE_MS = 100;
    private static final long LONGEST_PAUSE_MS = 10_000;
    private static final Duration HEALTHY_AFTER = Duration.ofSeconds(60);

    /**
     * How to run it.
     *
     * @param dataDirectory the folder {@code redis} in it is used
     * @param binary the program; null for the bundled one
     * @param startLimit how long reading its data may take
     * @param maxMemoryMb more than this is refused by Redis, nothing is ever thrown out
     */
    public record Settings(Path dataDirectory, @Nullable Path binary, Duration startLimit, int maxMemoryMb) {
        public Settings {
            if (maxMemoryMb < 1) {
                throw new IllegalArgumentException("maxMemoryMb must be at least 1, was " + maxMemoryMb);
            }
        }
    }

    /** {@code AWAY}: it died and is being started again. {@code LOST}: it came back without its data and is kept stopped. */
    public enum State {
        READY,
        AWAY,
        LOST,
        CLOSED
    }

    /** What is running, as a person would ask: {@code Redis 6.2.11 (bundled) on 127.0.0.1:40123}. */
    public record Status(State state, String version, String origin, int port, int restarts) {
        @Override
        public String toString() {
            return "Redis " + version + " (" + origin + ") on 127.0.0.1:" + port
                    + (state == State.READY ? "" : ", " + state)
                    + (restarts == 0 ? "" : ", restarted " + restarts + " times");
        }
    }

    private final Settings settings;
    private final RedisFolder folder;
    private final RedisBinary binary;
    private final int port;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread keeper = new Thread(this::keep, "attune-redis");
    private volatile Status status;
    private RedisProcess process;

    private EmbeddedRedis(Settings settings, RedisFolder folder) {
        this.settings = settings;
        this.folder = folder;
        this.binary = RedisBinary.find(settings.binary(), folder.programs());
        folder.admit(binary);
        this.port = freePort();
        this.status = new Status(State.AWAY, binary.version().toString(), binary.origin(), port, 0);
        this.process = launch();
        become(State.READY, 0);
        keeper.setDaemon(true);
    }

    /** @throws RedisException if it cannot be started, saying why */
    public static EmbeddedRedis start(Settings settings) {
        RedisFolder folder = RedisFolder.open(settings.dataDirectory().resolve("redis"));
        try {
            EmbeddedRedis redis = new EmbeddedRedis(settings, folder);
            redis.keeper.start();
            LOG.info("{}, data in {}, on disk before it is acknowledged", redis.status(), folder.path());
            return redis;
        } catch (RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    /** The address, with password, of the Redis that another process runs on a data directory; empty if none answers there. */
    public static Optional<String> running(Path dataDirectory) {
        Path path = dataDirectory.resolve("redis");
        try {
            String password = Files.readString(path.resolve("password")).strip();
            int port = Integer.parseInt(Files.readString(path.resolve("port")).strip());
            try (RedisProbe probe = new RedisProbe(port, password)) {
                boolean its = probe.ask("CONFIG", "GET", "dir")
                        .contains(path.toRealPath().toString());
                return its ? Optional.of(uri(password, port)) : Optional.empty();
            }
        } catch (IOException | NumberFormatException none) {
            return Optional.empty();
        }
    }

    private static String uri(String password, int port) {
        return "redis://:" + password + "@127.0.0.1:" + port;
    }

    /** Its address with password, as {@code --redis} would take it. Not for logs. */
    public String uri() {
        return uri(folder.password(), port);
    }

    public Status status() {
        return status;
    }

    /** Ends Redis, which writes what is left to disk, and gives the folder free. */
    @Override
    public void close() {
        closing.countDown();
        process().stop();
        try {
            keeper.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process().stop();
        become(State.CLOSED, status.restarts());
        folder.close();
    }

    private synchronized RedisProcess process() {
        return process;
    }

    private synchronized void replace(RedisProcess next) {
        process = next;
    }

    private void become(State state, int restarts) {
        status = new Status(state, binary.version().toString(), binary.origin(), port, restarts);
    }

    /** The keeper's thread: waits for an end that was not wanted, and starts again, each time after a longer pause. */
    private void keep() {
        long pauseMs = FIRST_PAUSE_MS;
        try {
            while (status.state() != State.LOST) {
                long since = System.nanoTime();
                int exit = process().awaitEnd();
                if (closing.getCount() == 0) {
                    return;
                }
                become(State.AWAY, status.restarts());
                LOG.warn("Redis ended with status {}, starting it again in {} ms", exit, pauseMs);
                boolean healthy = System.nanoTime() - since > HEALTHY_AFTER.toNanos();
                pauseMs = healthy ? FIRST_PAUSE_MS : Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
                if (closing.await(pauseMs, TimeUnit.MILLISECONDS)) {
                    return;
                }
                startAgain();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void startAgain() {
        try {
            replace(launch());
            become(State.READY, status.restarts() + 1);
            LOG.info("{}", status);
        } catch (LostDataException e) {
            become(State.LOST, status.restarts());
            LOG.error("Redis is kept stopped", e);
        } catch (RedisException e) {
            LOG.warn("Redis could not be started again", e);
        }
    }

    /** Starts a process and returns it when it answers and has the data that belongs to the folder. */
    private RedisProcess launch() {
        Leftover.end(folder);
        RedisProcess started = RedisProcess.start(binary, folder.configure(port, settings.maxMemoryMb()));
        try {
            awaitAnswer(started);
            return started;
        } catch (RuntimeException e) {
            started.stop();
            throw e;
        }
    }

    private void awaitAnswer(RedisProcess started) {
        long deadline = System.nanoTime() + settings.startLimit().toNanos();
        while (true) {
            String last;
            try (RedisProbe probe = new RedisProbe(port, folder.password())) {
                probe.ask("PING");
                checkData(probe);
                return;
            } catch (IOException notYet) {
                last = String.valueOf(notYet.getMessage());
            }
            if (!started.isAlive() || System.nanoTime() > deadline) {
                throw new RedisException("Redis " + binary.version() + " (" + binary.path() + ") "
                        + (started.isAlive() ? "did not answer within " + settings.startLimit() : "did not start")
                        + ": " + last + "\n" + folder.lastWords());
            }
            pause();
        }
    }

    /** A Redis that lost its files starts empty and says nothing; a name kept in both places tells. */
    private void checkData(RedisProbe probe) throws IOException {
        List<String> inside = probe.ask("GET", DATA_NAME);
        String expected = folder.dataName().orElse(null);
        if (expected == null) {
            if (inside.isEmpty()) {
                probe.ask("SET", DATA_NAME, RedisFolder.random());
                inside = probe.ask("GET", DATA_NAME);
            }
            folder.rememberDataName(inside.get(0));
        } else if (!inside.contains(expected)) {
            throw new LostDataException("Redis started without the data that belongs to " + folder.path()
                    + "; restore its append-only file, or remove the file data-name there to begin with nothing");
        }
    }

    private void pause() {
        try {
            if (closing.await(LOOK_EVERY_MS, TimeUnit.MILLISECONDS)) {
                throw new RedisException("closed while Redis started");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RedisException("interrupted while Redis started", e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new RedisException("no free port on the loopback interface", e);
        }
    }
}
