package dev.attune.feedback.redis;

import dev.attune.feedback.CompletionRecord;
import dev.attune.feedback.Receipt;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;

/**
 * Who has seen which completion. Only what was shown to a user can be judged by them: what was made for them, and what
 * {@link #show} added. Safe on any thread.
 */
public final class Audience {
    /** Whoever asked without saying who they are; on a server without keys, everybody. */
    public static final String ANONYMOUS = "anonymous";

    private static final int CANDIDATES = 16;
    private static final Script SHOW = Script.named("show.lua");

    private final FeedbackRedis redis;
    private final Keys keys;
    private final RandomGenerator random;

    public Audience(FeedbackRedis redis, RandomGenerator random) {
        this.redis = redis;
        this.keys = redis.keys();
        this.random = random;
    }

    /** What {@link #look} finds: the completion, or the reason it cannot be had. */
    public record Look(Optional<CompletionRecord> completion, Optional<Receipt> refusal) {
        static Look of(Receipt refusal) {
            return new Look(Optional.empty(), Optional.of(refusal));
        }
    }

    /** The completion as this user may use it. */
    public CompletionStage<Look> look(String user, String completionId) {
        return redis.ask(commands -> commands.get(keys.completion(completionId)))
                .thenCompose(stored -> {
                    if (stored == null) {
                        return missing(completionId);
                    }
                    String digest = Keys.userDigest(user);
                    Look found = new Look(Optional.of(CompletionForm.read(completionId, stored)), Optional.empty());
                    if (Head.read(stored).viewer().equals(digest)) {
                        return CompletableFuture.completedStage(found);
                    }
                    return redis.ask(commands -> commands.sismember(
                                    keys.shown(completionId), digest.getBytes(StandardCharsets.UTF_8)))
                            .thenApply(shown -> shown ? found : Look.of(new Receipt.Foreign(completionId)));
                });
    }

    private CompletionStage<Look> missing(String completionId) {
        return redis.ask(commands -> commands.zscore(keys.completions(), completionId.getBytes(StandardCharsets.UTF_8)))
                .thenApply(made ->
                        Look.of(made == null ? new Receipt.Unknown(completionId) : new Receipt.Expired(completionId)));
    }

    /** Lets a user judge a completion that was made for another; false if it is not there. */
    public CompletionStage<Boolean> show(String user, String completionId) {
        String digest = Keys.userDigest(user);
        return redis.run(
                        SHOW,
                        List.of(keys.completion(completionId), keys.shown(completionId), keys.erased(digest)),
                        List.of(digest.getBytes(StandardCharsets.UTF_8)))
                .thenApply(reply -> ((Number) reply.get(0)).intValue() == 1);
    }

    /** Something to rank: one of this user's own past answers, by chance; empty if there is none. */
    public CompletionStage<Optional<CompletionRecord>> pickOwn(String user) {
        return pick(keys.userCompletions(Keys.userDigest(user)));
    }

    /** Something to rank from anybody's past answers, for those who may see them. */
    public CompletionStage<Optional<CompletionRecord>> pickAny() {
        return pick(keys.completions());
    }

    /** The indexes remember more than there is, so several are drawn and the first that is still there is taken. */
    private CompletionStage<Optional<CompletionRecord>> pick(String index) {
        return redis.ask(commands -> commands.zcard(index)).thenCompose(count -> {
            List<CompletableFuture<Optional<CompletionRecord>>> drawn = new ArrayList<>();
            for (int i = 0; count > 0 && i < CANDIDATES; i++) {
                drawn.add(at(index, random.nextLong(count)).toCompletableFuture());
            }
            return CompletableFuture.allOf(drawn.toArray(CompletableFuture[]::new))
                    .thenApply(all ->
                            drawn.stream().flatMap(one -> one.join().stream()).findFirst());
        });
    }

    private CompletionStage<Optional<CompletionRecord>> at(String index, long rank) {
        return redis.ask(commands -> commands.zrange(index, rank, rank)).thenCompose(ids -> {
            if (ids.isEmpty()) {
                return CompletableFuture.completedStage(Optional.empty());
            }
            String id = new String(ids.get(0), StandardCharsets.UTF_8);
            return redis.ask(commands -> commands.get(keys.completion(id)))
                    .thenApply(
                            stored -> stored == null ? Optional.empty() : Optional.of(CompletionForm.read(id, stored)));
        });
    }
}
