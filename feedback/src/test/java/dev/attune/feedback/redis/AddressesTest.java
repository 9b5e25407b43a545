package dev.attune.feedback.redis;

import static dev.attune.feedback.redis.RedisFixture.accepted;
import static dev.attune.feedback.redis.RedisFixture.completion;
import static dev.attune.feedback.redis.RedisFixture.get;
import static dev.attune.feedback.redis.RedisFixture.up;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.attune.feedback.FeedbackUnavailableException;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Redis behind TLS and behind a sentinel, each a real one. */
final class AddressesTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private final Path program = RedisFixture.shared(Path.of("")).program();

    @Test
    void speaksTlsWithOneItTrustsAndNoOther(@TempDir Path folder) throws Exception {
        Path certificate = certificate(folder);
        try (TiedRedis redis = new TiedRedis(
                program,
                "--port 0 --tls-port PORT --dir DIR --tls-auth-clients no --tls-ca-cert-file " + certificate
                        + " --tls-cert-file " + certificate + " --tls-key-file " + folder.resolve("key.pem"))) {
            String address = "rediss://127.0.0.1:" + redis.port();
            try (FeedbackRedis trusting = open(address, certificate)) {
                await().atMost(LIMIT).until(() -> RedisFixture.answers(trusting));
                judgeOnce(trusting, "a");
            }
            try (FeedbackRedis doubting = open(address, null)) {
                assertThatThrownBy(() -> get(doubting.ping())).isInstanceOf(FeedbackUnavailableException.class);
            }
        }
    }

    @Test
    void followsTheSentinelToTheNextMaster() {
        try (TiedRedis master = new TiedRedis(program, "--port PORT --bind 127.0.0.1 --dir DIR --appendonly yes");
                TiedRedis replica = new TiedRedis(
                        program,
                        "--port PORT --bind 127.0.0.1 --dir DIR --appendonly yes --replicaof 127.0.0.1 "
                                + master.port())) {
            awaitReplica(master);
            try (Sentinel sentinel = new Sentinel(program, master.port());
                    FeedbackRedis redis = open("redis-sentinel://127.0.0.1:" + sentinel.port() + "#prime", null)) {
                await().atMost(LIMIT).until(() -> RedisFixture.answers(redis));
                judgeOnce(redis, "a");
                assertThat(get(redis.durability()).sentence()).contains("the last second", "a failover may lose");
                await().atMost(LIMIT).until(() -> sentinel.knows(replica));
                assertThat(erased(redis))
                        .as("while a replica has files of its own")
                        .isFalse();

                master.kill();

                await().atMost(LIMIT).ignoreExceptions().until(() -> {
                    judgeOnce(redis, "b");
                    return true;
                });
                assertThat(get(new Statistics(redis).all()).of("thumb:up")).isEqualTo(2);
                assertThat(erased(redis)).isTrue();
            }
        }
    }

    private static void awaitReplica(TiedRedis master) {
        try (FeedbackRedis direct = open("redis://127.0.0.1:" + master.port(), null)) {
            await().atMost(LIMIT).ignoreExceptions().until(() -> get(direct.ask(
                            commands -> commands.info("replication")))
                    .contains("state=online"));
        }
    }

    private static boolean erased(FeedbackRedis redis) {
        Erasure erasure = new Erasure(redis, RedisFixture.RETENTION, LIMIT, Clock.systemUTC());
        return get(erasure.erase("nobody")).filesRewritten();
    }

    private static void judgeOnce(FeedbackRedis redis, String id) {
        get(RedisFixture.completions(redis).save(completion(id, "ann", "hello", 3)));
        accepted(RedisFixture.judgements(redis).submit("ann", "key-" + id, up(id)));
    }

    private static FeedbackRedis open(String address, @Nullable Path certificates) {
        return FeedbackRedis.open(new FeedbackRedis.Settings(address, "t", Duration.ofSeconds(3), 100, certificates));
    }

    /** A certificate for this machine that signs itself, and its key, as PEM. */
    private static Path certificate(Path folder) throws IOException, InterruptedException, GeneralSecurityException {
        Path store = folder.resolve("store.p12");
        String tool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        int exit = new ProcessBuilder(
                        tool,
                        "-genkeypair",
                        "-keyalg",
                        "RSA",
                        "-keysize",
                        "2048",
                        "-alias",
                        "redis",
                        "-dname",
                        "CN=test",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "password",
                        "-keystore",
                        store.toString())
                .inheritIO()
                .start()
                .waitFor();
        assertThat(exit).isZero();
        char[] password = "password".toCharArray();
        KeyStore keys = KeyStore.getInstance(store.toFile(), password);
        pem(
                folder.resolve("key.pem"),
                "PRIVATE KEY",
                keys.getKey("redis", password).getEncoded());
        return pem(
                folder.resolve("cert.pem"),
                "CERTIFICATE",
                keys.getCertificate("redis").getEncoded());
    }

    private static Path pem(Path file, String what, byte[] bytes) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return Files.writeString(file, "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n");
    }

    /** One sentinel that calls a master dead after a second. It rewrites its settings, so they are a file. */
    private static final class Sentinel implements AutoCloseable {
        private final Path settings;
        private final TiedRedis process;

        Sentinel(Path program, int master) {
            try {
                settings = Files.createTempFile("sentinel", ".conf");
                Files.writeString(
                        settings,
                        String.join(
                                "\n",
                                "sentinel monitor prime 127.0.0.1 " + master + " 1",
                                "sentinel down-after-milliseconds prime 1000",
                                "sentinel failover-timeout prime 5000",
                                ""));
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
            process = new TiedRedis(program, settings + " --sentinel --port PORT --bind 127.0.0.1 --dir DIR");
        }

        int port() {
            return process.port();
        }

        /** A sentinel asks a master for its replicas every ten seconds; one it has not heard of never takes over. */
        boolean knows(TiedRedis replica) {
            RedisClient client = RedisClient.create();
            try (var connection = client.connectSentinel(RedisURI.create("127.0.0.1", port()))) {
                return connection.sync().replicas("prime").stream()
                        .anyMatch(known -> String.valueOf(replica.port()).equals(known.get("port")));
            } finally {
                client.shutdown(Duration.ZERO, Duration.ZERO);
            }
        }

        @Override
        public void close() {
            process.close();
            assertThat(settings.toFile().delete()).isTrue();
        }
    }
}
