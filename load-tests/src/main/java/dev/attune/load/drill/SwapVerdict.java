package dev.attune.load.drill;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import java.util.List;

/**
 * What became of streams while the served version changed.
 *
 * @param streams that were begun
 * @param failed ended with an error, or without {@code [DONE]}, or with fewer tokens than asked for
 * @param mixed named more than one version
 * @param stale said something else than their version says to this prompt with an empty cache
 * @param idleP99Ms between two pieces of a stream while nothing changes
 * @param swapP99Ms the same from the wish to change until a quarter of a second after the change
 * @param swapMs the median from the wish to the change
 * @param rollback to the version before, which is in memory where there is memory for two
 * @param secondRollback right after the first, to a version that has to be read
 */
record SwapVerdict(
        int swaps,
        int streams,
        int failed,
        int mixed,
        int stale,
        @JsonProperty("checked_after_swaps") int checked,
        @JsonProperty("idle_p99_ms") double idleP99Ms,
        @JsonProperty("swap_p99_ms") double swapP99Ms,
        @JsonProperty("p99_ratio") double ratio,
        @JsonProperty("idle_gaps") int idleGaps,
        @JsonProperty("swap_gaps") int swapGaps,
        @JsonProperty("swap_ms_median") double swapMs,
        @JsonProperty("swap_ms_longest") double longestSwapMs,
        @JsonProperty("rollback_ms") Times rollback,
        @JsonProperty("second_rollback_ms") Times secondRollback,
        double seconds) {
    private static final double MOST_RATIO = 2;

    /** How long something took over HTTP, from the wish until it was so; milliseconds. */
    record Times(int count, double median, double longest) {
        static Times of(List<Long> ns) {
            long[] all = ns.stream().mapToLong(Long::longValue).toArray();
            return new Times(all.length, quantileMs(all, 0.5), quantileMs(all, 1));
        }
    }

    boolean holds() {
        return failed == 0 && mixed == 0 && stale == 0 && ratio <= MOST_RATIO;
    }

    /** The least value that {@code share} of them do not exceed; 0 of none. */
    static double quantileMs(long[] ns, double share) {
        if (ns.length == 0) {
            return 0;
        }
        long[] sorted = ns.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.max(0, Math.ceil(share * sorted.length) - 1)] / 1e6;
    }
}
