package dev.attune.trainer.reward;

import dev.attune.trainer.data.RatedAnswer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How good an answer must be for each user to give a thumb up: b in P(up) = σ(r − b): KTO's value of an answer, σ of its reward over a
 * point of reference (arXiv 2402.01306, section 4.1), with a point for each user. One thread.
 *
 * <p>A user's threshold starts where it fits their share of ups if all answers were alike, and then takes a Newton step
 * with every thumb that is seen, smaller the more is known of them. The network's own optimiser would move it far too little: it moves
 * every weight by about its rate, and a threshold has to travel by whole units within one epoch.
 */
final class UserThresholds {
    /** Thumbs, half of them up, that everybody is taken to have given before: one thumb is no character. */
    private static final double PRIOR = 2;
    /** What the first guess counts for, as curvature of the loss; a thumb adds ¼ at most. */
    private static final double FIRST_GUESS = 1;

    private final Map<String, Threshold> byUser = new TreeMap<>();
    private final double meanScore;

    private static final class Threshold {
        double ups = PRIOR / 2;
        double downs = PRIOR / 2;
        double value;
        double curvature = FIRST_GUESS;
    }

    /**
     * @param thumbs all there are, weighed
     * @param meanScore of their answers under the untrained head
     */
    UserThresholds(List<RatedAnswer> thumbs, double meanScore) {
        this.meanScore = meanScore;
        for (RatedAnswer thumb : thumbs) {
            Threshold threshold = byUser.computeIfAbsent(thumb.user(), user -> new Threshold());
            if (thumb.up()) {
                threshold.ups += thumb.weight();
            } else {
                threshold.downs += thumb.weight();
            }
        }
        byUser.values().forEach(t -> t.value = meanScore + Math.log(t.downs / t.ups));
    }

    /** b; for a user without thumbs the mean score. */
    double of(String user) {
        Threshold threshold = byUser.get(user);
        return threshold == null ? meanScore : threshold.value;
    }

    /** A thumb was seen on an answer of this score: ∂/∂b of −log σ(±(r − b)) is y − σ(r − b), ∂²/∂b² is σ(1 − σ). */
    void saw(RatedAnswer thumb, double score) {
        Threshold threshold = byUser.get(thumb.user());
        if (threshold != null) {
            double expected = 1 / (1 + Math.exp(threshold.value - score));
            threshold.curvature += thumb.weight() * expected * (1 - expected);
            threshold.value -= thumb.weight() * ((thumb.up() ? 1 : 0) - expected) / threshold.curvature;
        }
    }
}
