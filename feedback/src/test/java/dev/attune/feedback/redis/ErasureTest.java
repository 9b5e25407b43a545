package dev.attune.feedback.redis;

import static dev.attune.feedback.redis.RedisFixture.accepted;
import static dev.attune.feedback.redis.RedisFixture.completion;
import static dev.attune.feedback.redis.RedisFixture.down;
import static dev.attune.feedback.redis.RedisFixture.get;
import static dev.attune.feedback.redis.RedisFixture.up;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.attune.feedback.AnswerId;
import dev.attune.feedback.Correction;
import dev.attune.feedback.Demonstration;
import dev.attune.feedback.Message;
import dev.attune.feedback.Receipt;
import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.protocol.CommandType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("dev.attune.feedback.redis.RedisFixture#binaries")
final class ErasureTest {
    private static final String MARK = "xyzzy-ann-said-this";

    private final RedisFixture fixture;
    private final FeedbackRedis redis;
    private final Judgements judgements;
    private final RedisCompletionStore completions;
    private final Erasure erasure;

    ErasureTest(Path binary) {
        fixture = RedisFixture.of(binary);
        redis = fixture.open();
        judgements = RedisFixture.judgements(redis);
        completions = RedisFixture.completions(redis);
        erasure = new Erasure(redis, RedisFixture.RETENTION, Duration.ofSeconds(30), Clock.systemUTC());
    }

    @AfterEach
    void close() {
        redis.close();
        fixture.close();
    }

    @Test
    void leavesNoByteOfAUsersTextInRedisOrItsFiles() {
        everythingAnnAndBobDid();
        assertThat(keysWithTheMark()).isNotEmpty();
        assertThat(filesWithTheMark()).isNotEmpty();

        Erasure.Report report = get(erasure.erase(MARK + " ann"));

        assertThat(report.records()).isEqualTo(2 + 5);
        assertThat(report.filesRewritten()).isTrue();
        assertThat(keysWithTheMark()).isEmpty();
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(filesWithTheMark()).isEmpty());
    }

    @Test
    void leavesNoByteInTheSlowLogAndSnapshotOfARedisThatKeepsThem() {
        Map<String, String> ours = get(redis.ask(commands -> commands.configGet("slowlog-*")));
        assertThat(ours).containsEntry("slowlog-log-slower-than", "-1").containsEntry("slowlog-max-len", "0");
        set("slowlog-log-slower-than", "0");
        set("slowlog-max-len", "10000");
        set("save", "3600 1");
        everythingAnnAndBobDid();
        saveWithTheMark();
        assertThat(slowLog()).contains(MARK);

        assertThat(get(erasure.erase(MARK + " ann")).filesRewritten()).isTrue();

        assertThat(slowLog()).doesNotContain(MARK);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(filesWithTheMark()).isEmpty());
    }

    @Test
    void writesTheSnapshotOfARedisThatKeepsNoOtherFile() {
        everythingAnnAndBobDid();
        saveWithTheMark();
        set("appendonly", "no");

        assertThat(get(erasure.erase(MARK + " ann")).filesRewritten()).isTrue();

        assertThat(holdsTheMark(bytes(fixture.data().resolve("redis/dump.rdb"))))
                .isFalse();
    }

    @Test
    void saysSoIfRedisRefusesToForget() {
        for (CommandType refused : List.of(CommandType.SLOWLOG, CommandType.BGSAVE, CommandType.BGREWRITEAOF)) {
            set("save", "3600 1");
            get(redis.ask(commands -> commands.aclSetuser("default", AclSetuserArgs.Builder.removeCommand(refused))));
            assertThat(get(erasure.erase("ann")).filesRewritten())
                    .as("without %s", refused)
                    .isFalse();
            get(redis.ask(commands -> commands.aclSetuser("default", AclSetuserArgs.Builder.addCommand(refused))));
        }
        assertThat(get(erasure.erase("ann")).filesRewritten()).isTrue();
    }

    @Test
    void keepsWhatOthersSaidOfOthers() {
        everythingAnnAndBobDid();

        get(erasure.erase(MARK + " ann"));

        assertThat(get(completions.find("bobs"))).isPresent();
        assertThat(get(judgements.of("bob", 0, 10)))
                .extracting(event -> event.feedback())
                .containsExactly(up("bobs"));
        assertThat(get(new Statistics(redis).all()).byName()).isEqualTo(Map.of("thumb", 1L, "thumb:up", 1L));
        FeedbackLog log = new FeedbackLog(redis, new FeedbackLog.Settings("g", "r", Duration.ofHours(1), 3));
        assertThat(get(log.read(100))).hasSize(1);
        assertThat(log.erased()).isEqualTo(5);
    }

    @Test
    void takesNothingThatIsLate() {
        everythingAnnAndBobDid();
        get(erasure.erase(MARK + " ann"));

        assertThatThrownBy(() -> get(completions.save(completion("late", MARK + " ann", MARK, 1))))
                .hasMessageContaining("its user was erased");
        assertThat(get(judgements.submit(MARK + " ann", "k9", demonstration()))).isEqualTo(new Receipt.Erased());
        assertThat(get(judgements.submit("bob", "k9", down("anns", MARK)))).isEqualTo(new Receipt.Unknown("anns"));
        assertThat(keysWithTheMark()).isEmpty();
    }

    @Test
    void remembersWhichVersionsLearnedFromThem() {
        get(erasure.recordUse(4, List.of("ann", "bob")));
        get(erasure.recordUse(6, List.of("ann", "ann")));
        assertThat(get(erasure.versionsWithErasedUsers())).isEmpty();

        assertThat(get(erasure.erase("ann")).versions()).containsExactly(4L, 6L);

        assertThat(get(erasure.versionsThatLearnedFrom("ann"))).containsExactly(4L, 6L);
        assertThat(get(erasure.versionsWithErasedUsers())).isEqualTo(Map.of(4L, 1, 6L, 1));
    }

    @Test
    void erasesMoreThanFitsInOnePart() {
        for (int i = 0; i < 250; i++) {
            get(completions.save(completion("c" + i, MARK, MARK, 1)));
        }
        assertThat(get(erasure.erase(MARK)).records()).isEqualTo(250);
        assertThat(keysWithTheMark()).isEmpty();
    }

    /** Ann chats, thumbs, corrects and demonstrates; Bob judges an answer of hers and an alternative to it, and one of his. */
    private void everythingAnnAndBobDid() {
        String ann = MARK + " ann";
        get(completions.save(completion("anns", ann, MARK, 3)));
        get(completions.save(completion("bobs", "bob", "hello", 3)));
        accepted(judgements.submit(ann, "k1", down("anns", MARK, "wrong")));
        accepted(judgements.submit(ann, "k2", new Correction(AnswerId.of("anns"), MARK)));
        accepted(judgements.submit(ann, "k3", demonstration()));
        get(completions.saveAlternative(completion("alternative", "bob", MARK, 4), "anns"));
        get(new Audience(redis, new java.util.Random(1)).show("bob", "anns"));
        accepted(judgements.submit("bob", "k1", up("alternative")));
        accepted(judgements.submit("bob", "k2", new Correction(AnswerId.of("anns"), "not " + MARK)));
        accepted(judgements.submit("bob", "k3", up("bobs")));
    }

    private static Demonstration demonstration() {
        return new Demonstration(List.of(new Message("user", MARK), new Message("assistant", MARK)), List.of());
    }

    private void set(String name, String value) {
        get(redis.ask(commands -> commands.configSet(name, value)));
    }

    private void saveWithTheMark() {
        get(redis.ask(commands -> commands.bgsave()));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(filesWithTheMark()).anyMatch(file -> file.endsWith("dump.rdb")));
    }

    private String slowLog() {
        return words(get(redis.ask(commands -> commands.slowlogGet(10_000))));
    }

    private static String words(Object reply) {
        if (reply instanceof List<?> list) {
            return list.stream().map(ErasureTest::words).collect(Collectors.joining(" "));
        }
        return reply instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : String.valueOf(reply);
    }

    private List<String> keysWithTheMark() {
        return get(redis.ask(commands -> commands.keys("*"))).stream()
                .filter(key -> key.contains(MARK) || holdsTheMark(get(redis.ask(commands -> commands.dump(key)))))
                .toList();
    }

    /** Compression is off in our Redis, so that what is there can be seen. */
    private List<Path> filesWithTheMark() {
        try (Stream<Path> files = Files.walk(fixture.data())) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> holdsTheMark(bytes(file)))
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of(Path.of("a file went while it was looked at"));
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean holdsTheMark(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1).contains(MARK);
    }
}
