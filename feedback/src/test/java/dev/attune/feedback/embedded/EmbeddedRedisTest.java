package dev.attune.feedback.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedRedisTest {
    private static final Path SYSTEM = Path.of("/usr/bin/redis-server");
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Path data;

    EmbeddedRedisTest(@TempDir Path data) {
        this.data = data;
    }

    @Test
    void isOnDiskBeforeItAcknowledgesAndThrowsNothingOut() {
        try (EmbeddedRedis redis = start(null)) {
            assertThat(RedisProbes.ask(redis, "CONFIG", "GET", "appendonly")).contains("yes");
            assertThat(RedisProbes.ask(redis, "CONFIG", "GET", "appendfsync")).contains("always");
            assertThat(RedisProbes.ask(redis, "CONFIG", "GET", "maxmemory-policy"))
                    .contains("noeviction");
            assertThat(RedisProbes.ask(redis, "CONFIG", "GET", "bind")).contains("127.0.0.1");
            assertThat(redis.status().toString()).matches("Redis 6\\.2\\.\\d+ \\(bundled\\) on 127\\.0\\.0\\.1:\\d+");
        }
    }

    @Test
    void nobodyElseReadsThePassword() throws IOException {
        try (EmbeddedRedis redis = start(null)) {
            for (String file : new String[] {"password", "redis.conf"}) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder().resolve(file))))
                        .isEqualTo("rw-------");
            }
            int port = URI.create(redis.uri()).getPort();
            assertThatThrownBy(() -> new RedisProbe(port, "guess").close()).hasMessageContaining("WRONGPASS");
        }
    }

    @Test
    void keepsItsDataFromStartToStart() {
        try (EmbeddedRedis redis = start(null)) {
            RedisProbes.ask(redis, "SET", "a", "kept");
        }
        try (EmbeddedRedis redis = start(null)) {
            assertThat(RedisProbes.ask(redis, "GET", "a")).containsExactly("kept");
        }
    }

    @Test
    void comesBackWithItsDataWhenKilled() {
        try (EmbeddedRedis redis = start(null)) {
            RedisProbes.ask(redis, "SET", "a", "kept");
            ProcessHandle.of(RedisProbes.pid(redis)).orElseThrow().destroyForcibly();

            await().atMost(LIMIT).until(() -> redis.status().restarts() == 1);
            assertThat(redis.status().state()).isEqualTo(EmbeddedRedis.State.READY);
            assertThat(RedisProbes.ask(redis, "GET", "a")).containsExactly("kept");
        }
    }

    @Test
    void comesBackWhenItsWatcherIsKilled() {
        try (EmbeddedRedis redis = start(null)) {
            long pid = RedisProbes.pid(redis);
            ProcessHandle.current().children().filter(this::isWatcher).forEach(ProcessHandle::destroyForcibly);

            await().atMost(LIMIT).until(() -> redis.status().restarts() == 1);
            assertThat(RedisProbes.pid(redis)).isNotEqualTo(pid);
            await().atMost(LIMIT).until(() -> ProcessHandle.of(pid).isEmpty());
        }
    }

    @Test
    void endsWithItsServerHoweverThatEnds() throws IOException {
        try (ServerProcess server = ServerProcess.start(data)) {
            ProcessHandle redis = server.redis();
            server.kill();

            await().atMost(LIMIT).until(() -> !redis.isAlive());
        }
        try (EmbeddedRedis next = start(null)) {
            assertThat(next.status().state()).isEqualTo(EmbeddedRedis.State.READY);
        }
    }

    @Test
    void nextStartEndsOneThatWasLeftAlone() throws IOException {
        try (ServerProcess server = ServerProcess.start(data)) {
            ProcessHandle redis = server.redis();
            server.watchers().forEach(ProcessHandle::destroyForcibly);
            server.kill();
            await().atMost(LIMIT).until(() -> lockIsFree());
            assertThat(redis.isAlive()).isTrue();

            try (EmbeddedRedis next = start(null)) {
                await().atMost(LIMIT).until(() -> !redis.isAlive());
                assertThat(RedisProbes.pid(next)).isNotEqualTo(redis.pid());
            }
        }
    }

    @Test
    void refusesDataOfANewerRedis() {
        assumeTrue(Files.isExecutable(SYSTEM));
        try (EmbeddedRedis older = start(null)) {
            RedisProbes.ask(older, "SET", "a", "kept");
        }
        try (EmbeddedRedis newer = start(SYSTEM)) {
            assertThat(RedisProbes.ask(newer, "GET", "a")).containsExactly("kept");
            assertThat(newer.status().origin()).isEqualTo("given");
        }
        assertThatThrownBy(() -> start(null))
                .isInstanceOf(RedisException.class)
                .hasMessageContaining("was written by Redis 7.0")
                .hasMessageContaining("--redis-binary");
        try (EmbeddedRedis newer = start(SYSTEM)) {
            assertThat(RedisProbes.ask(newer, "GET", "a")).containsExactly("kept");
        }
    }

    @Test
    void refusesDataOfANewerRedisThatNobodyWroteDown() throws IOException {
        Files.createDirectories(folder().resolve("appendonlydir"));

        assertThatThrownBy(() -> start(null)).hasMessageContaining("was written by Redis 7.0");
    }

    @Test
    void refusesToStartEmptyWhereDataShouldBe() throws IOException {
        start(null).close();
        try (Stream<Path> files = Files.list(folder())) {
            for (Path file : files.filter(f -> f.getFileName().toString().startsWith("appendonly"))
                    .toList()) {
                Files.delete(file);
            }
        }
        assertThatThrownBy(() -> start(null)).hasMessageContaining("started without the data");

        Files.delete(folder().resolve("data-name"));
        start(null).close();
    }

    @Test
    void twoServersDoNotShareAFolder() {
        try (EmbeddedRedis redis = start(null)) {
            assertThatThrownBy(() -> start(null)).hasMessageContaining("in use by another Attune server");
            assertThat(redis.status().state()).isEqualTo(EmbeddedRedis.State.READY);
        }
    }

    @Test
    void saysWhyAProgramIsNotTaken() throws IOException {
        assertThatThrownBy(() -> start(Path.of("/no/such/redis"))).hasMessageContaining("cannot run /no/such/redis");
        assertThatThrownBy(() -> start(Path.of("/bin/true")))
                .hasMessageContaining("/bin/true is no Redis")
                .hasMessageNotContaining("\n");
        Path old = data.resolve("old-redis");
        Files.writeString(old, "#!/bin/sh\necho 'Redis server v=5.0.14 sha=0'\n");
        assertThat(old.toFile().setExecutable(true)).isTrue();
        assertThatThrownBy(() -> start(old)).hasMessageContaining("5.0.14; at least 6.2.0 is needed");
    }

    private EmbeddedRedis start(@Nullable Path binary) {
        return EmbeddedRedis.start(new EmbeddedRedis.Settings(data, binary, LIMIT, 64));
    }

    private Path folder() {
        return data.resolve("redis");
    }

    private boolean lockIsFree() {
        try {
            RedisFolder.open(folder()).close();
            return true;
        } catch (RedisException inUse) {
            return false;
        }
    }

    private boolean isWatcher(ProcessHandle process) {
        return process.info()
                .commandLine()
                .filter(line -> line.contains(data.toString()))
                .isPresent();
    }
}
