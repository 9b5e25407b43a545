package dev.attune.server.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * What one key may take. A missing number means the default of the configuration; 0 means no limit, and for a burst one minute's
 * worth.
 *
 * @param requestBurst requests that may come at once after a pause
 * @param tokensPerMinute prompt and completion tokens together
 * @param tokenBurst tokens that may be taken at once after a pause
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CallLimits(
        @JsonProperty("requests-per-minute") @Nullable Integer requestsPerMinute,
        @JsonProperty("request-burst") @Nullable Integer requestBurst,
        @JsonProperty("tokens-per-minute") @Nullable Integer tokensPerMinute,
        @JsonProperty("token-burst") @Nullable Integer tokenBurst,
        @JsonProperty("concurrent-requests") @Nullable Integer concurrentRequests) {
    /** Nobody waits. */
    public static final CallLimits NONE = new CallLimits(0, 0, 0, 0, 0);

    public CallLimits {
        check("requests-per-minute", requestsPerMinute);
        check("request-burst", requestBurst);
        check("tokens-per-minute", tokensPerMinute);
        check("token-burst", tokenBurst);
        check("concurrent-requests", concurrentRequests);
    }

    /** These limits, with the gaps filled from the defaults. */
    CallLimits over(CallLimits defaults) {
        return new CallLimits(
                first(requestsPerMinute, defaults.requestsPerMinute),
                first(requestBurst, defaults.requestBurst),
                first(tokensPerMinute, defaults.tokensPerMinute),
                first(tokenBurst, defaults.tokenBurst),
                first(concurrentRequests, defaults.concurrentRequests));
    }

    private static int first(@Nullable Integer own, @Nullable Integer other) {
        if (own != null) {
            return own;
        }
        return other == null ? 0 : other;
    }

    private static void check(String name, @Nullable Integer value) {
        if (value != null && (value < 0 || value > TokenBucket.MOST)) {
            throw new KeysException(name + " must be in [0, " + TokenBucket.MOST + "], was " + value + ".");
        }
    }
}
