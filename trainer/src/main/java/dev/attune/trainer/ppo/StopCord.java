package dev.attune.trainer.ppo;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The rules by which a run stops itself, each with its limit.
 *
 * @param ratioBand how far the mean ratio of new to old probabilities may be from 1
 * @param klBudget nats per answer away from the reference, at most
 * @param klNoise standard errors of the mean KL that it may seem to be below 0
 * @param clipShare share of tokens whose loss was clipped, at most
 * @param endlessShare answers without an end beyond the reference's share, at most
 */
public record StopCord(double ratioBand, double klBudget, double klNoise, double clipShare, double endlessShare) {
    public static final StopCord STANDARD = new StopCord(0.1, 8, 4, 0.3, 0.05);

    public StopCord {
        if (!(ratioBand > 0 && klBudget > 0 && klNoise > 0 && clipShare > 0 && endlessShare > 0)) {
            throw new IllegalArgumentException("every limit of the stop cord must be positive");
        }
    }

    /**
     * What is to be judged.
     *
     * @param kl mean nats per answer, log π − log π_ref of what π drew
     * @param klError standard error of that mean
     * @param endless share of answers that did not end
     * @param referenceEndless the reference's share
     */
    public record Sample(double kl, double klError, double endless, double referenceEndless) {}

    /** Why the policy that was sampled from must not go on; empty if it may. */
    public Optional<String> judge(Sample sample) {
        if (!Double.isFinite(sample.kl())) {
            return verdict("objective/kl is %s", sample.kl());
        }
        if (sample.kl() > klBudget) {
            return verdict("objective/kl is %.3f, above the budget of %.3f nats", sample.kl(), klBudget);
        }
        if (sample.kl() < -klNoise * sample.klError()) {
            return verdict("objective/kl is %.4f, below 0 by more than noise (%.4f)", sample.kl(), sample.klError());
        }
        double beyond = sample.endless() - sample.referenceEndless();
        if (beyond > endlessShare) {
            return verdict(
                    "%.1f %% of answers do not end, %.1f %% of the reference's",
                    100 * sample.endless(), 100 * sample.referenceEndless());
        }
        return Optional.empty();
    }

    /** Why the update that gave these metrics must not be kept; empty if it may. */
    public Optional<String> judge(Map<String, Double> metrics) {
        Optional<String> broken = metrics.entrySet().stream()
                .filter(entry -> !Double.isFinite(entry.getValue()))
                .findFirst()
                .map(entry -> entry.getKey() + " is " + entry.getValue());
        if (broken.isPresent()) {
            return broken;
        }
        double ratio = metrics.getOrDefault("val/ratio", 1.0);
        if (Math.abs(ratio - 1) > ratioBand) {
            return verdict("val/ratio is %.4f, outside [%.2f, %.2f]", ratio, 1 - ratioBand, 1 + ratioBand);
        }
        double clipped = metrics.getOrDefault("policy/clipfrac_avg", 0.0);
        if (clipped > clipShare) {
            return verdict("policy/clipfrac_avg is %.3f, above %.3f", clipped, clipShare);
        }
        return Optional.empty();
    }

    private static Optional<String> verdict(String format, Object... values) {
        return Optional.of(String.format(Locale.ROOT, format, values));
    }
}
