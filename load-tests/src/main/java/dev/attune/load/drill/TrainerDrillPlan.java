package dev.attune.load.drill;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * How the trainer drill goes.
 *
 * @param distribution to start the server from
 * @param kills how often the trainer is killed
 * @param people who teach
 * @param iterations of policy optimisation in a cycle
 * @param streams read at the same time
 * @param longestS how long a trainer at work lives at most before it is killed, in seconds; doubled each time one is killed in the stage
 *     in which the one before was, or that stage might never end
 * @param seed decides when it is killed, who says what, and who teaches what
 * @param flags further ones of the server
 */
record TrainerDrillPlan(
        Path distribution,
        int kills,
        int people,
        int iterations,
        int streams,
        int longestS,
        long seed,
        List<String> flags) {
    /** The rest is killed at work: most of a trainer's life is starting, if it is short. */
    private static final double WHILE_IT_STARTS = 0.2;

    /** As long as the lease of the one that was killed may last. */
    private static final int LONGEST_START_MS = 15_000;

    private static final int MOST_DOUBLINGS = 4;

    TrainerDrillPlan {
        if (kills < 1 || people < 3 || iterations < 1 || streams < 1 || longestS < 1) {
            throw new IllegalArgumentException(
                    "--kills, --iterations, --streams and --longest must be at least 1, --people at least 3");
        }
        flags = List.copyOf(flags);
    }

    /**
     * When one is killed.
     *
     * @param atWork counted from when it first says what it does, else from its start
     */
    record Moment(boolean atWork, int plannedMs) {
        /** @param inARow how many were killed one after the other in the stage that is at work, but for the first */
        long afterMs(int inARow) {
            return atWork ? (long) plannedMs << Math.min(inARow, MOST_DOUBLINGS) : plannedMs;
        }
    }

    /** As many as there are kills. */
    List<Moment> moments() {
        Random random = new Random(seed);
        List<Moment> moments = new ArrayList<>();
        for (int kill = 0; kill < kills; kill++) {
            boolean atWork = random.nextDouble() >= WHILE_IT_STARTS;
            moments.add(new Moment(atWork, random.nextInt(atWork ? longestS * 1_000 : LONGEST_START_MS)));
        }
        return moments;
    }
}
