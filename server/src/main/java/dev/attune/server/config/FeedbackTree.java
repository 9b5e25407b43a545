package dev.attune.server.config;

import com.typesafe.config.Config;
import dev.attune.feedback.JudgementRules;
import dev.attune.feedback.redis.Retention;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;

/** Turns the keys below {@code redis} and {@code feedback} into records. */
final class FeedbackTree {
    private static final int MOST_DAYS = 36_500;

    private final Config keys;

    FeedbackTree(Config keys) {
        this.keys = keys;
    }

    ServerConfig.RedisChoice redis() {
        return new ServerConfig.RedisChoice(
                text("redis.url"),
                text("redis.binary").map(Path::of),
                keys.getString("redis.namespace"),
                text("redis.certificates").map(Path::of),
                keys.getInt("redis.command-timeout-ms"),
                keys.getInt("redis.max-waiting"),
                keys.getInt("redis.start-timeout-ms"),
                keys.getInt("redis.max-memory-mb"));
    }

    ServerConfig.FeedbackRules rules() {
        try {
            return new ServerConfig.FeedbackRules(
                    retention(),
                    judgements(),
                    keys.getInt("feedback.rewrite-timeout-ms"),
                    keys.getDouble("feedback.temperature"),
                    keys.getInt("feedback.max-answer-tokens"));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("feedback: " + e.getMessage(), e);
        }
    }

    private Retention retention() {
        return new Retention(
                days("feedback.completion-ttl-days"),
                days("feedback.tombstone-days"),
                days("feedback.idempotency-days"),
                days("feedback.erasure-hold-days"));
    }

    private JudgementRules judgements() {
        return new JudgementRules(
                new LinkedHashSet<>(keys.getStringList("feedback.reasons")),
                new LinkedHashSet<>(keys.getStringList("feedback.criteria")),
                within("feedback.max-comment-bytes", 1 << 20),
                within("feedback.max-text-bytes", 1 << 24),
                within("feedback.max-messages", 10_000),
                within("feedback.max-revisions", 10_000));
    }

    private Duration days(String key) {
        return Duration.ofDays(within(key, MOST_DAYS));
    }

    private int within(String key, int most) {
        int value = keys.getInt(key);
        Limits.between(key, value, 1, most);
        return value;
    }

    private Optional<String> text(String key) {
        return keys.getIsNull(key) ? Optional.empty() : Optional.of(keys.getString(key));
    }
}
