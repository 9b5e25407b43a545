package dev.attune.feedback.redis;

import io.lettuce.core.api.async.RedisServerAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a user's words out of Redis: their completions, what was said of those by anybody, alternatives to their prompts, and
 * what they said of others' answers; then its files are written anew and its slow log is emptied. From the first moment nothing
 * more is taken from them for a while, so that what is late falls away. What stays is a digest of their name with the weights
 * versions that learned from them. Begun again after a failure it goes on. Safe on any thread.
 */
public final class Erasure {
    private static final Script ERASE = Script.named("erase.lua");
    private static final Logger LOG = LoggerFactory.getLogger(Erasure.class);
    private static final int AT_A_TIME = 100;

    private final FeedbackRedis redis;
    private final Keys keys;
    private final Retention retention;
    private final Duration rewriteLimit;
    private final Clock clock;

    /** @param rewriteLimit how long writing the file anew may take */
    public Erasure(FeedbackRedis redis, Retention retention, Duration rewriteLimit, Clock clock) {
        this.redis = redis;
        this.keys = redis.keys();
        this.retention = retention;
        this.rewriteLimit = rewriteLimit;
        this.clock = clock;
    }

    /**
     * What was done.
     *
     * @param records completions and judgements that were deleted
     * @param filesRewritten whether no file and no slow log of Redis holds the user's words any more; if not, they go with its next
     *     rewriting
     * @param versions weights versions that learned from this user
     */
    public record Report(long records, boolean filesRewritten, SortedSet<Long> versions) {
        public Report {
            versions = Collections.unmodifiableSortedSet(new TreeSet<>(versions));
        }
    }

    /** Erases a user. Completes when it is done; fails when Redis cannot, and may be begun again. */
    public CompletionStage<Report> erase(String user) {
        String digest = Keys.userDigest(user);
        String now = Long.toString(clock.millis());
        return part(digest, now, 0)
                .thenCompose(records -> redis.ask(commands -> commands.hset(keys.erasures(), digest, utf8(now)))
                        .thenApply(added -> records))
                .thenCompose(records -> rewrite().thenCompose(rewritten -> trainedOn(digest)
                        .thenApply(versions -> new Report(records, rewritten, versions))));
    }

    /** Remembers that the training of a version used what these users said. */
    public CompletionStage<Void> recordUse(long version, Collection<String> users) {
        byte[] value = utf8(Long.toString(version));
        return CompletableFuture.allOf(users.stream()
                .distinct()
                .map(user -> redis.ask(commands -> commands.sadd(keys.userTrained(Keys.userDigest(user)), value))
                        .toCompletableFuture())
                .toArray(CompletableFuture[]::new));
    }

    /** Weights versions whose training used what this user said, erased or not. */
    public CompletionStage<SortedSet<Long>> versionsThatLearnedFrom(String user) {
        return trainedOn(Keys.userDigest(user));
    }

    /** Weights versions that learned from users who were erased since, with how many of them. */
    public CompletionStage<Map<Long, Integer>> versionsWithErasedUsers() {
        return redis.ask(commands -> commands.hkeys(keys.erasures())).thenCompose(digests -> {
            List<CompletableFuture<SortedSet<Long>>> each = digests.stream()
                    .map(digest -> trainedOn(digest).toCompletableFuture())
                    .toList();
            return CompletableFuture.allOf(each.toArray(CompletableFuture[]::new))
                    .thenApply(nothing -> {
                        Map<Long, Integer> users = new TreeMap<>();
                        each.forEach(
                                versions -> versions.join().forEach(version -> users.merge(version, 1, Integer::sum)));
                        return users;
                    });
        });
    }

    private CompletionStage<Long> part(String digest, String now, long before) {
        return redis.run(
                        ERASE,
                        List.of(
                                keys.erased(digest),
                                keys.userCompletions(digest),
                                keys.userJudgements(digest),
                                keys.userCounts(digest),
                                keys.counts(),
                                keys.completions()),
                        List.of(
                                utf8(keys.prefix()),
                                utf8(digest),
                                utf8(Integer.toString(AT_A_TIME)),
                                utf8(Long.toString(retention.erasureHold().toMillis())),
                                utf8(now)))
                .thenCompose(reply -> {
                    long records = before + ((Number) reply.get(0)).longValue();
                    boolean more = ((Number) reply.get(1)).longValue() > 0;
                    return more ? part(digest, now, records) : CompletableFuture.completedStage(records);
                });
    }

    /** A Redis that refuses to be told this keeps the words in its file until it writes it anew by itself. */
    private CompletionStage<Boolean> rewrite() {
        return redis.servers()
                .thenCompose(servers -> {
                    List<CompletableFuture<Boolean>> each = servers.stream()
                            .map(server -> trackless(server).toCompletableFuture())
                            .toList();
                    return CompletableFuture.allOf(each.toArray(CompletableFuture[]::new))
                            .thenApply(nothing -> each.stream().allMatch(CompletableFuture::join));
                })
                .exceptionally(refused -> {
                    LOG.warn(
                            "Redis may keep words that were erased, in a file until it writes it anew or in its slow log: {}",
                            Failures.unwrap(refused).getMessage());
                    return false;
                });
    }

    /** The slow log holds the beginnings of what commands were given, whosever it was. */
    private CompletionStage<Boolean> trackless(RedisServerAsyncCommands<String, byte[]> server) {
        return server.slowlogReset()
                .thenCombine(FileRewrite.on(server, rewriteLimit), (reset, rewritten) -> rewritten)
                .thenCombine(reachesAll(server), Boolean::logicalAnd);
    }

    /** Outside of a cluster a replica has files of its own, and is not asked. */
    private CompletionStage<Boolean> reachesAll(RedisServerAsyncCommands<String, byte[]> server) {
        if (redis.isCluster()) {
            return CompletableFuture.completedStage(true);
        }
        return server.info("replication").thenApply(info -> {
            boolean alone = info.contains("connected_slaves:0");
            if (!alone) {
                LOG.warn("Replicas of Redis may keep words that were erased, in a file until they write it anew");
            }
            return alone;
        });
    }

    private CompletionStage<SortedSet<Long>> trainedOn(String digest) {
        return redis.ask(commands -> commands.smembers(keys.userTrained(digest)))
                .thenApply(members -> {
                    SortedSet<Long> versions = new TreeSet<>();
                    members.forEach(
                            member -> versions.add(Long.parseLong(new String(member, StandardCharsets.US_ASCII))));
                    return versions;
                });
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
