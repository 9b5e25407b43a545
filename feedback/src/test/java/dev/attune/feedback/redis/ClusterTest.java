package dev.attune.feedback.redis;

import static dev.attune.feedback.redis.RedisFixture.accepted;
import static dev.attune.feedback.redis.RedisFixture.completion;
import static dev.attune.feedback.redis.RedisFixture.down;
import static dev.attune.feedback.redis.RedisFixture.get;
import static dev.attune.feedback.redis.RedisFixture.up;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.attune.feedback.AnswerId;
import dev.attune.feedback.Grades;
import dev.attune.feedback.Ranking;
import dev.attune.feedback.Receipt;
import dev.attune.feedback.Retraction;
import io.lettuce.core.api.async.RedisServerAsyncCommands;
import io.lettuce.core.cluster.SlotHash;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Everything that feedback does, on a cluster of three nodes, with keys on each of them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ClusterTest {
    private final ThreeNodes cluster = new ThreeNodes(program());

    private static Path program() {
        return RedisFixture.shared(Path.of("")).program();
    }

    @BeforeAll
    void stands() {
        assertThat(cluster.addresses()).hasSize(3);
    }

    @AfterAll
    void end() {
        cluster.close();
    }

    @Test
    void worksWhicheverNodeTheKeysAreOn() {
        Set<Integer> thirds = new TreeSet<>();
        for (String space : List.of("a", "b", "c", "d", "e", "f")) {
            thirds.add(SlotHash.getSlot("{" + space + "}:events") * 3 / SlotHash.SLOT_COUNT);
            try (FeedbackRedis redis = open("redis://" + String.join(",", cluster.addresses()), space)) {
                everything(redis);
            }
        }
        assertThat(thirds).containsExactly(0, 1, 2);
    }

    @Test
    void findsOutFromOneAddressThatItIsACluster() {
        try (FeedbackRedis redis = open("redis://" + cluster.addresses().get(0), "single")) {
            get(redis.ping());
            RedisCompletionStore completions = RedisFixture.completions(redis);
            for (int i = 0; i < 20; i++) {
                get(completions.save(completion("one" + i, "ann", "hello", 3)));
            }
            assertThat(get(redis.servers())).hasSize(3);
            assertThat(get(redis.durability()).survivesAnyDeath()).isTrue();
            assertThat(get(redis.durability()).sentence())
                    .endsWith("a failover may lose what the replica has not received");
            for (RedisServerAsyncCommands<String, byte[]> node : get(redis.servers())) {
                get(node.configSet("appendfsync", "everysec"));
                assertThat(get(redis.durability()).sentence()).contains("the last second", "appendfsync everysec");
                get(node.configSet("appendfsync", "always"));
            }
        }
    }

    private static void everything(FeedbackRedis redis) {
        RedisCompletionStore completions = RedisFixture.completions(redis);
        Judgements judgements = RedisFixture.judgements(redis);
        get(completions.save(completion("a", "ann", "hello", 3)));
        get(completions.save(completion("b", "ann", "hello", 4)));
        accepted(judgements.submit("ann", "k1", up("a")));
        accepted(judgements.submit("ann", "k2", down("a", "", "wrong")));
        assertThat(get(judgements.submit("ann", "k2", down("a", "", "wrong")))).isInstanceOf(Receipt.Replayed.class);
        Ranking ranking = new Ranking(List.of(List.of(AnswerId.of("a")), List.of(AnswerId.of("b"))), Grades.NONE, "");
        String id = accepted(judgements.submit("ann", "k3", ranking)).judgementId();
        accepted(judgements.submit("ann", "k4", new Retraction(id)));
        assertThat(get(judgements.of("ann", 0, 9))).hasSize(2);

        FeedbackLog log = new FeedbackLog(redis, new FeedbackLog.Settings("g", "r", Duration.ofHours(1), 3));
        List<FeedbackLog.Entry> entries = get(log.read(10));
        assertThat(entries).hasSize(4).allMatch(entry -> entry.evidence().isWhole());
        get(log.done(entries));
        assertThat(get(new Statistics(redis).all()).of("thumb:down")).isEqualTo(1);

        Erasure erasure = new Erasure(redis, RedisFixture.RETENTION, Duration.ofSeconds(30), Clock.systemUTC());
        Erasure.Report report = get(erasure.erase("ann"));
        assertThat(report.records()).isEqualTo(4);
        assertThat(report.filesRewritten()).isTrue();
        assertThat(get(completions.find("a"))).isEmpty();
    }

    private static FeedbackRedis open(String address, String space) {
        FeedbackRedis redis =
                FeedbackRedis.open(new FeedbackRedis.Settings(address, space, Duration.ofSeconds(5), 1_000, null));
        await().atMost(Duration.ofSeconds(60)).until(() -> RedisFixture.answers(redis));
        return redis;
    }
}
