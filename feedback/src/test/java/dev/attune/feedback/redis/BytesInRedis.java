package dev.attune.feedback.redis;

import static dev.attune.feedback.redis.RedisFixture.get;
import static dev.attune.feedback.redis.RedisFixture.up;

import dev.attune.feedback.CompletionJson;
import dev.attune.feedback.CompletionRecord;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a completion and a judgement take in Redis, in memory and in its file; a measurement, not a test. */
final class BytesInRedis {
    private static final int COUNT = 2_000;
    private static final int PROMPT_TOKENS = 120;
    private static final int ANSWER_TOKENS = 60;

    /** Not found by name, so only run when asked for: {@code mvn -pl feedback test -Dtest=BytesInRedis}. */
    @ParameterizedTest
    @MethodSource("dev.attune.feedback.redis.RedisFixture#binaries")
    void measure(Path binary) {
        try (RedisFixture fixture = RedisFixture.of(binary);
                FeedbackRedis redis = fixture.open()) {
            RedisCompletionStore completions = RedisFixture.completions(redis);
            Judgements judgements = RedisFixture.judgements(redis);
            Random random = new Random(1);
            long json = 0;
            Use before = Use.of(redis);
            for (int i = 0; i < COUNT; i++) {
                CompletionRecord completion = drawn(i, random);
                json += CompletionJson.write(completion).length;
                get(completions.save(completion));
            }
            Use saved = Use.of(redis);
            for (int i = 0; i < COUNT; i++) {
                get(judgements.submit("user-" + i % 100, "key-" + i, up("chatcmpl-" + i)));
            }
            Use judged = Use.of(redis);
            System.out.printf(
                    "%s, %d prompt and %d answer tokens: completion %d B of memory (%d B as JSON), %d B of file;"
                            + " thumb %d B of memory, %d B of file%n",
                    fixture.server.status(),
                    PROMPT_TOKENS,
                    ANSWER_TOKENS,
                    (saved.memory - before.memory) / COUNT,
                    json / COUNT,
                    (saved.file - before.file) / COUNT,
                    (judged.memory - saved.memory) / COUNT,
                    (judged.file - saved.file) / COUNT);
        }
    }

    private record Use(long memory, long file) {
        static Use of(FeedbackRedis redis) {
            String info = get(redis.ask(commands -> commands.info()));
            return new Use(number(info, "used_memory"), number(info, "aof_current_size"));
        }

        private static long number(String info, String name) {
            return info.lines()
                    .filter(line -> line.startsWith(name + ":"))
                    .mapToLong(line ->
                            Long.parseLong(line.substring(name.length() + 1).strip()))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static CompletionRecord drawn(int number, Random random) {
        CompletionRecord plain = RedisFixture.completion("chatcmpl-" + number, "user-" + number % 100, "hello", 3);
        String question = "word ".repeat(PROMPT_TOKENS * 3 / 4);
        List<Integer> ids = random.ints(ANSWER_TOKENS, 0, 32_000).boxed().toList();
        List<Float> logprobs = random.doubles(ANSWER_TOKENS)
                .mapToObj(chance -> (float) Math.log(chance))
                .toList();
        return new CompletionRecord(
                plain.id(),
                plain.user(),
                plain.model(),
                3,
                List.of(CompletionRecord.Turn.of("user", question)),
                List.of(new CompletionRecord.Prompt(
                        random.ints(PROMPT_TOKENS, 0, 32_000).boxed().toList(), 256)),
                plain.sampling(),
                plain.metadata(),
                List.of(new CompletionRecord.Choice(
                        0, 0, 7, "word ".repeat(ANSWER_TOKENS * 3 / 4), ids, logprobs, "stop")),
                plain.times());
    }
}
