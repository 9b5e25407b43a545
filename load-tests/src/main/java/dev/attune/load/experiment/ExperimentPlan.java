package dev.attune.load.experiment;

import java.nio.file.Path;
import java.util.List;

/**
 * How large the experiment is.
 *
 * @param distribution to start servers from
 * @param out where everything is written
 * @param seed decides taste, people, prompts
 * @param size of the crowd and of what it does
 * @param arms whether the comparisons (wrong labels, thumbs only, one long round) are made too
 * @param flags further flags of {@code attune serve}
 */
record ExperimentPlan(Path distribution, Path out, long seed, Size size, boolean arms, List<String> flags) {
    /** The share of people who judge at random. */
    static final double CARELESS = 0.15;

    /** How often two people are to agree: the middle of what annotators of InstructGPT did (72.6 to 77.3 %). */
    static final double AGREEMENT = 0.745;

    /** What KL the attainable policy may spend, nats a sequence. */
    static final double KL_BUDGET = 8;

    ExperimentPlan {
        flags = List.copyOf(flags);
    }

    /**
     * @param users who teach
     * @param asksPerUser in a round
     * @param k answers to rank each time
     * @param demonstrationsPerUser in a round
     * @param heldOut prompts of others, on which the policies are compared
     * @param probes prompts on which a taste is drawn, and as many others by which the attainable is told
     * @param probeAnswers to each of them
     * @param idleSeconds for which streams are watched before a training
     * @param iterations of policy optimisation in a round
     */
    record Size(
            int users,
            int asksPerUser,
            int k,
            int demonstrationsPerUser,
            int heldOut,
            int probes,
            int probeAnswers,
            int idleSeconds,
            int iterations) {
        static final Size FULL = new Size(40, 18, 9, 2, 1_000, 60, 64, 40, 22);
        static final Size QUICK = new Size(24, 8, 4, 2, 150, 20, 32, 3, 6);
    }
}
