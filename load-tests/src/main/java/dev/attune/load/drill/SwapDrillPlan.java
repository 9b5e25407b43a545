package dev.attune.load.drill;

import java.nio.file.Path;
import java.util.List;

/**
 * How the swap drill goes.
 *
 * @param distribution to start the server from
 * @param swaps changes of the served version
 * @param streams read at the same time, one begun when another ends
 * @param tokens of each
 * @param idleS how long it is measured without a swap first, in seconds
 * @param pauseMs between two swaps
 * @param flags further ones of the server
 */
record SwapDrillPlan(
        Path distribution, int swaps, int streams, int tokens, int idleS, int pauseMs, List<String> flags) {
    SwapDrillPlan {
        if (swaps < 1 || streams < 1 || tokens < 2 || idleS < 1 || pauseMs < 0) {
            throw new IllegalArgumentException(
                    "--swaps, --streams and --idle must be at least 1, --tokens at least 2, --pause-ms at least 0");
        }
        flags = List.copyOf(flags);
    }
}
