package dev.attune.server.feedback;

import dev.attune.feedback.CompletionBuffer;
import dev.attune.feedback.FeedbackUnavailableException;
import dev.attune.feedback.JudgementRules;
import dev.attune.feedback.dataset.KeyedHash;
import dev.attune.feedback.dataset.SecretFile;
import dev.attune.feedback.embedded.EmbeddedRedis;
import dev.attune.feedback.exchange.ImportedFeedback;
import dev.attune.feedback.redis.Audience;
import dev.attune.feedback.redis.Claims;
import dev.attune.feedback.redis.Erasure;
import dev.attune.feedback.redis.FeedbackHistory;
import dev.attune.feedback.redis.FeedbackLog;
import dev.attune.feedback.redis.FeedbackRedis;
import dev.attune.feedback.redis.Judgements;
import dev.attune.feedback.redis.RedisCompletionStore;
import dev.attune.feedback.redis.Statistics;
import dev.attune.feedback.redis.TrainingBoard;
import dev.attune.server.config.ConfigurationException;
import dev.attune.server.config.ServerConfig;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * Redis, one of our own or a given one, and what stands on it. Opened and closed by the application; any thread may use it, and
 * nothing of it waits but {@link #open} and {@link #close}.
 */
public final class FeedbackStore implements AutoCloseable {
    private final Optional<EmbeddedRedis> own;
    private final Path dataDir;
    private final FeedbackRedis redis;
    private final String uri;
    private final JudgementRules rules;
    private final RedisCompletionStore records;
    private final CompletionBuffer completions;
    private final Judgements judgements;
    private final Audience audience;
    private final TrainingBoard training;
    private final Claims claims;
    private final Erasure erasure;

    private FeedbackStore(ServerConfig config, Optional<EmbeddedRedis> own, String uri) {
        this.own = own;
        this.uri = uri;
        this.dataDir = config.dataDir();
        this.redis = connect(config.redis(), uri);
        ServerConfig.FeedbackRules feedback = config.feedback();
        this.rules = feedback.judgements();
        this.records = new RedisCompletionStore(redis, feedback.retention());
        this.completions = new CompletionBuffer(
                records, config.completions().maxWaiting(), config.completions().maxWaitingBytes());
        this.judgements = new Judgements(redis, feedback.retention(), rules, completions::settled);
        this.audience = new Audience(redis, new SecureRandom());
        this.training = new TrainingBoard(redis);
        this.claims = new Claims(redis, feedback.retention());
        this.erasure = new Erasure(
                redis, feedback.retention(), Duration.ofMillis(feedback.rewriteTimeoutMs()), Clock.systemUTC());
    }

    /** As {@link #open}, but beside a server that may be running: its Redis is used if it is, and one started if not. */
    public static FeedbackStore beside(ServerConfig config) {
        Optional<String> running =
                config.redis().url().isPresent() ? config.redis().url() : EmbeddedRedis.running(config.dataDir());
        return running.map(uri -> new FeedbackStore(config, Optional.empty(), uri))
                .orElseGet(() -> open(config));
    }

    /**
     * Starts a Redis, unless an address was given, and connects. One that was given and is away is no failure: it is looked for
     * until it comes.
     *
     * @throws dev.attune.feedback.embedded.RedisException if our own cannot be started
     * @throws ConfigurationException if the address is none
     */
    public static FeedbackStore open(ServerConfig config) {
        Optional<EmbeddedRedis> own = config.redis().url().isPresent() ? Optional.empty() : Optional.of(start(config));
        try {
            return new FeedbackStore(
                    config,
                    own,
                    config.redis().url().or(() -> own.map(EmbeddedRedis::uri)).orElseThrow());
        } catch (RuntimeException e) {
            own.ifPresent(EmbeddedRedis::close);
            throw e;
        }
    }

    private static EmbeddedRedis start(ServerConfig config) {
        ServerConfig.RedisChoice choice = config.redis();
        return EmbeddedRedis.start(new EmbeddedRedis.Settings(
                config.dataDir(),
                choice.binary().orElse(null),
                Duration.ofMillis(choice.startTimeoutMs()),
                choice.maxMemoryMb()));
    }

    private static FeedbackRedis connect(ServerConfig.RedisChoice choice, String uri) {
        try {
            return FeedbackRedis.open(new FeedbackRedis.Settings(
                    uri,
                    choice.namespace(),
                    Duration.ofMillis(choice.commandTimeoutMs()),
                    choice.maxWaiting(),
                    choice.certificates().orElse(null)));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("redis: " + e.getMessage(), e);
        }
    }

    /** One line for whoever started the server: which Redis it is, and what its word is worth. Waits for its answer. */
    public String sentence() {
        String which = own.map(mine -> mine.status() + ", data in " + dataDir.resolve("redis"))
                .orElse("Redis at " + redis.address());
        try {
            return redis.ping()
                    .thenCompose(there -> redis.durability())
                    .thenApply(found -> which + ": " + found.sentence() + ".")
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof FeedbackUnavailableException) {
                return which + " is away; feedback is refused until it comes.";
            }
            throw e;
        }
    }

    /** The address of Redis with its password, for the trainer's process. Not for logs. */
    public String uri() {
        return uri;
    }

    /** Everything that was answered; saving does not wait. */
    public CompletionBuffer completions() {
        return completions;
    }

    /** What the trainer says, and what people want of it. */
    public TrainingBoard training() {
        return training;
    }

    FeedbackRedis redis() {
        return redis;
    }

    /** Completions as Redis has them. */
    RedisCompletionStore records() {
        return records;
    }

    /** What a judgement may hold. */
    JudgementRules rules() {
        return rules;
    }

    Judgements judgements() {
        return judgements;
    }

    Audience audience() {
        return audience;
    }

    Claims claims() {
        return claims;
    }

    Erasure erasure() {
        return erasure;
    }

    FeedbackHistory history() {
        return new FeedbackHistory(redis);
    }

    /** Entries of the log that no trainer could take, with the reason; oldest first. */
    public CompletionStage<Map<String, String>> setAside(int most) {
        return new FeedbackLog(redis, new FeedbackLog.Settings("report", "report", Duration.ZERO, 1)).aside(most);
    }

    /** How often what was said. */
    public Statistics statistics() {
        return new Statistics(redis);
    }

    /** Who people are in exports. Reads a file: not for event loops. */
    public KeyedHash pseudonyms() {
        return SecretFile.open(SecretFile.in(dataDir));
    }

    /** Takes a user out of what was imported; how many lines went. Reads and writes files: not for event loops. */
    long eraseImported(String user) {
        return ImportedFeedback.in(dataDir).erase(Set.of(user, pseudonyms().pseudonym(user)));
    }

    /** Lets completions that wait reach Redis, within a limit, and ends our own Redis. */
    @Override
    public void close() {
        completions.close();
        redis.close();
        own.ifPresent(EmbeddedRedis::close);
    }
}
