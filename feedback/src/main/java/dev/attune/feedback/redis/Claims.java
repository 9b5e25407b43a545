package dev.attune.feedback.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;

/**
 * Idempotency keys of what takes longer than one script: whoever claims the key makes the reply, everybody else with the same key
 * waits for it or hears that the key is taken. Judgements need none of this. Safe on any thread.
 */
public final class Claims {
    private static final Script CLAIM = Script.named("claim.lua");
    private static final Script SETTLE = Script.named("settle.lua");
    private static final Script DECIDE = Script.named("decide.lua");

    private final FeedbackRedis redis;
    private final Keys keys;
    private final Retention retention;

    public Claims(FeedbackRedis redis, Retention retention) {
        this.redis = redis;
        this.keys = redis.keys();
        this.retention = retention;
    }

    /**
     * One request.
     *
     * @param key the client's name for it
     * @param body all that it says
     */
    public record Request(String user, String key, String body) {}

    /** What stands under a key. */
    public enum State {
        /** The caller makes the reply. */
        MINE,
        /** Somebody else makes it. */
        PENDING,
        /** It was made. */
        DONE,
        /** The key was used for something else. */
        CONFLICT,
        /** Nothing is taken from this user. */
        ERASED
    }

    /** @param reply the name of the reply under this key */
    public record Claim(State state, String reply) {}

    /**
     * Claims a key.
     *
     * @param reply the name of the reply if it falls to the caller
     * @param pending how long it may be in the making, after which the key is free again
     */
    public CompletionStage<Claim> claim(Request request, String reply, Duration pending) {
        String digest = Keys.userDigest(request.user());
        return redis.run(
                        CLAIM,
                        List.of(keys.once(digest, request.key()), keys.erased(digest)),
                        List.of(
                                utf8(Keys.digest(request.body())),
                                utf8(reply),
                                utf8(Long.toString(pending.toMillis()))))
                .thenApply(Claims::claim);
    }

    /** The reply is made, and will be given again to whoever repeats the request. */
    public CompletionStage<Void> done(Request request, String reply) {
        return settle(request, reply, retention.idempotency().toMillis());
    }

    /** There will be no reply; the key is free. */
    public CompletionStage<Void> giveUp(Request request, String reply) {
        return settle(request, reply, 0);
    }

    /**
     * For an act that may be done twice without harm: all who come before there is a reply do it.
     *
     * @return {@link State#MINE} for those, {@link State#DONE} with the reply, or {@link State#CONFLICT}
     */
    public CompletionStage<Claim> shared(Request request) {
        return decide(request, "");
    }

    /**
     * The end of such an act.
     *
     * @param reply what was made, which is kept as it is
     * @return the reply that holds, which is the first one's
     */
    public CompletionStage<String> decided(Request request, String reply) {
        return decide(request, reply).thenApply(Claim::reply);
    }

    private CompletionStage<Claim> decide(Request request, String reply) {
        return redis.run(
                        DECIDE,
                        List.of(keys.once(Keys.userDigest(request.user()), request.key())),
                        List.of(
                                utf8(Keys.digest(request.body())),
                                utf8(reply),
                                utf8(Long.toString(retention.idempotency().toMillis()))))
                .thenApply(Claims::claim);
    }

    private static Claim claim(List<Object> said) {
        return new Claim(
                State.valueOf(RedisCompletionStore.text(said, 0).toUpperCase(Locale.ROOT)),
                RedisCompletionStore.text(said, 1));
    }

    private CompletionStage<Void> settle(Request request, String reply, long ttlMs) {
        String key = keys.once(Keys.userDigest(request.user()), request.key());
        return redis.run(
                        SETTLE,
                        List.of(key),
                        List.of(utf8(Keys.digest(request.body())), utf8(reply), utf8(Long.toString(ttlMs))))
                .thenAccept(said -> {});
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
