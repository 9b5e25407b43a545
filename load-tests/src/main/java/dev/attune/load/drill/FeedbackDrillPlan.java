package dev.attune.load.drill;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * What to do to whom.
 *
 * @param distribution to start the server from
 * @param kills how often
 * @param judgements how many are to be acknowledged in all
 * @param clients who judge side by side, each a user
 * @param seed decides when what is killed
 * @param flags further flags of {@code attune serve}
 */
record FeedbackDrillPlan(Path distribution, int kills, int judgements, int clients, long seed, List<String> flags) {
    private static final int LONGEST_LAG_MS = 300;

    FeedbackDrillPlan {
        require(kills >= 0, "--kills must be at least 0, was " + kills);
        require(judgements >= 1, "--judgements must be at least 1, was " + judgements);
        require(clients >= 1 && clients <= 1000, "--clients must be in 1...1000, was " + clients);
        flags = List.copyOf(flags);
    }

    /** What is killed. */
    enum Victim {
        SERVER,
        REDIS
    }

    /**
     * One kill.
     *
     * @param after so many judgements were acknowledged; not the last ones, so that it falls into the work
     * @param lagMs a little later than that, so that it falls between any two steps
     */
    record Kill(int after, int lagMs, Victim victim) {}

    /** When what is killed, in order: spread at random over the work, so that each falls into it however fast it goes. */
    List<Kill> schedule() {
        Random random = new Random(seed);
        List<Kill> schedule = new ArrayList<>();
        for (int i = 0; i < kills; i++) {
            Victim victim = random.nextBoolean() ? Victim.SERVER : Victim.REDIS;
            schedule.add(
                    new Kill(random.nextInt(Math.max(1, judgements * 9 / 10)), random.nextInt(LONGEST_LAG_MS), victim));
        }
        schedule.sort(Comparator.comparingInt(Kill::after));
        return schedule;
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
