package dev.attune.feedback.redis;

import dev.attune.feedback.FeedbackCounts;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** Counts that every judgement keeps up to date, so that asking costs one look. Safe on any thread. */
public final class Statistics {
    private static final String VERSION = "version:";

    private final FeedbackRedis redis;

    public Statistics(FeedbackRedis redis) {
        this.redis = redis;
    }

    /** Over everybody and every version. */
    public CompletionStage<FeedbackCounts> all() {
        return numbers(redis.keys().counts()).thenApply(counts -> {
            counts.keySet().removeIf(name -> name.startsWith(VERSION));
            return new FeedbackCounts(counts);
        });
    }

    /** What one user said. */
    public CompletionStage<FeedbackCounts> ofUser(String user) {
        return numbers(redis.keys().userCounts(Keys.userDigest(user))).thenApply(FeedbackCounts::new);
    }

    /** What was said of the answers of each weights version; a judgement of answers of two versions counts for both. */
    public CompletionStage<Map<Long, FeedbackCounts>> byVersion() {
        return numbers(redis.keys().counts()).thenApply(counts -> {
            Map<Long, Map<String, Long>> versions = new TreeMap<>();
            counts.forEach((name, count) -> {
                int end = name.indexOf(':', VERSION.length());
                if (name.startsWith(VERSION) && end > 0) {
                    long version = Long.parseLong(name.substring(VERSION.length(), end));
                    versions.computeIfAbsent(version, v -> new HashMap<>()).put(name.substring(end + 1), count);
                }
            });
            return versions.entrySet().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey,
                            entry -> new FeedbackCounts(entry.getValue()),
                            (first, second) -> second,
                            TreeMap::new));
        });
    }

    private CompletionStage<Map<String, Long>> numbers(String key) {
        return redis.ask(commands -> commands.hgetall(key)).thenApply(fields -> {
            Map<String, Long> counts = new HashMap<>();
            fields.forEach(
                    (name, count) -> counts.put(name, Long.parseLong(new String(count, StandardCharsets.US_ASCII))));
            return counts;
        });
    }
}
