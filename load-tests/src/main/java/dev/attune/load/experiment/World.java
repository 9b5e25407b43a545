package dev.attune.load.experiment;

import dev.attune.load.experiment.Attainable.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * A taste and how people err about it. Immutable.
 *
 * @param passedOver tastes that were drawn before and had nothing to teach
 * @param attainable by the best policy for this taste, on the samples it was drawn on
 * @param agreement of two people, on pairs of these samples
 * @param ceiling of any model that is held against people's labels
 */
record World(Preference taste, Noise noise, int passedOver, Attainable attainable, double agreement, double ceiling) {
    private static final int MOST_DRAWS = 500;
    private static final double WORTH_TEACHING = 0.93;
    private static final double LONGEST = 1.25;

    /**
     * The first taste that matters: the best policy at this KL must win so often that there is something to learn, and not by talking
     * more. The others are passed over: the model does as they wish already, or they wish for length.
     *
     * @param samples of the policy that will be taught
     */
    static World drawn(long seed, List<Samples> samples) {
        // Mixed: neighbouring seeds of a Random begin with nearly the same number.
        Random random = new Random(new SplittableRandom(seed).nextLong());
        for (int draw = 0; draw < MOST_DRAWS; draw++) {
            Preference taste = Preference.drawn(random);
            Attainable attainable = Attainable.of(samples, taste, ExperimentPlan.KL_BUDGET);
            if (attainable.winRate() >= WORTH_TEACHING && attainable.lengthRatio() <= LONGEST) {
                List<Double> differences = differences(samples, taste);
                Noise noise = Noise.calibrated(differences, ExperimentPlan.CARELESS, ExperimentPlan.AGREEMENT);
                return new World(
                        taste, noise, draw, attainable, noise.agreement(differences), noise.ceiling(differences));
            }
        }
        throw new IllegalArgumentException("none of " + MOST_DRAWS + " tastes can be taught to this model");
    }

    /** Of neighbouring answers to each prompt that are not the same text: pairs as people meet them. */
    static List<Double> differences(List<Samples> samples, Preference taste) {
        List<Double> differences = new ArrayList<>();
        for (Samples each : samples) {
            double[] worth = each.worth(taste);
            for (int i = 0; i + 1 < worth.length; i++) {
                if (!each.answers().get(i).equals(each.answers().get(i + 1))) {
                    differences.add(worth[i] - worth[i + 1]);
                }
            }
        }
        return differences;
    }
}
