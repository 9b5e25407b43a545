package dev.attune.feedback.redis;

import static dev.attune.feedback.redis.RedisFixture.accepted;
import static dev.attune.feedback.redis.RedisFixture.get;

import dev.attune.feedback.Feedback;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** People who judge answers, on a real Redis, with keys that nobody else uses. */
final class JudgementBench implements AutoCloseable {
    final FeedbackRedis redis;
    final Judgements judgements;
    final RedisCompletionStore completions;

    JudgementBench(Path binary) {
        redis = RedisFixture.shared(binary).open();
        judgements = RedisFixture.judgements(redis);
        completions = RedisFixture.completions(redis);
    }

    void save(String id, String user, String prompt, long version) {
        get(completions.save(RedisFixture.completion(id, user, prompt, version)));
    }

    void judge(String user, Feedback feedback) {
        accepted(judgements.submit(user, UUID.randomUUID().toString(), feedback));
    }

    Map<String, Long> counts() {
        Map<String, Long> counts = new TreeMap<>();
        get(redis.ask(commands -> commands.hgetall(redis.keys().counts())))
                .forEach((name, count) -> counts.put(name, Long.parseLong(new String(count))));
        return counts;
    }

    @Override
    public void close() {
        redis.close();
    }
}
