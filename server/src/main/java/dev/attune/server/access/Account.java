package dev.attune.server.access;

import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What one key has taken and may still take: requests, tokens, requests at the same time. Safe on any thread: a key's requests
 * come on several event loops, so a lock guards a few additions.
 */
public final class Account {
    private static final long NANOS_PER_MS = 1_000_000;

    private final CallLimits limits;
    private final LongSupplier nanoTime;
    private final int concurrentRequests;
    private final @Nullable TokenBucket requests;
    private final @Nullable TokenBucket tokens;
    private int running;

    /** @param nanoTime a clock that never goes back */
    public Account(CallLimits limits, LongSupplier nanoTime) {
        CallLimits known = limits.over(CallLimits.NONE);
        this.limits = limits;
        this.nanoTime = nanoTime;
        this.concurrentRequests = orZero(known.concurrentRequests());
        this.requests = bucket(known.requestsPerMinute(), known.requestBurst());
        this.tokens = bucket(known.tokensPerMinute(), known.tokenBurst());
    }

    /**
     * How a limit stands, for the headers of a reply.
     *
     * @param perMinute the limit
     * @param resetMs until everything may be taken again
     */
    public record Standing(int perMinute, long remaining, long resetMs) {}

    /**
     * Lets one request in; {@link #leave} must follow.
     *
     * @throws LimitException if there are too many, and then nothing is taken
     */
    public synchronized void enter() {
        if (concurrentRequests > 0 && running >= concurrentRequests) {
            throw new LimitException(
                    "requests", "This key may have " + concurrentRequests + " requests running at a time.", -1);
        }
        if (requests != null) {
            take(requests, "requests", 1);
        }
        running++;
    }

    /** A request that was let in has ended. */
    public synchronized void leave() {
        running--;
    }

    /**
     * Takes the tokens of a prompt, all or none.
     *
     * @throws LimitException if they must wait
     */
    public synchronized void charge(int promptTokens) {
        if (tokens != null) {
            take(tokens, "tokens", promptTokens);
        }
    }

    /** Takes tokens that the model has said; never refused, because they are there already. */
    public synchronized void spend(int completionTokens) {
        if (tokens != null) {
            tokens.take(completionTokens, nanoTime.getAsLong());
        }
    }

    public synchronized Optional<Standing> requests() {
        return standing(requests);
    }

    public synchronized Optional<Standing> tokens() {
        return standing(tokens);
    }

    CallLimits limits() {
        return limits;
    }

    private void take(TokenBucket bucket, String kind, int count) {
        long now = nanoTime.getAsLong();
        long waitMs = ceilMs(bucket.waitNanos(count, now));
        if (waitMs > 0) {
            throw new LimitException(
                    kind,
                    "This key may take " + bucket.perMinute() + " " + kind + " per minute; " + bucket.remaining(now)
                            + " are left and " + count + " are asked for. Try again in " + waitMs + " ms.",
                    waitMs);
        }
        bucket.take(count, now);
    }

    private Optional<Standing> standing(@Nullable TokenBucket bucket) {
        if (bucket == null) {
            return Optional.empty();
        }
        long now = nanoTime.getAsLong();
        return Optional.of(new Standing(bucket.perMinute(), bucket.remaining(now), ceilMs(bucket.resetNanos(now))));
    }

    private @Nullable TokenBucket bucket(@Nullable Integer perMinute, @Nullable Integer burst) {
        return orZero(perMinute) == 0 ? null : new TokenBucket(orZero(perMinute), orZero(burst), nanoTime.getAsLong());
    }

    private static int orZero(@Nullable Integer limit) {
        return limit == null ? 0 : limit;
    }

    private static long ceilMs(long nanos) {
        return (nanos + NANOS_PER_MS - 1) / NANOS_PER_MS;
    }
}
