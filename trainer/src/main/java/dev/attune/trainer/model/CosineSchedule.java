package dev.attune.trainer.model;

/**
 * A learning rate over steps: a straight line up from zero, then half a cosine down to a floor (SGDR, arXiv 1608.03983,
 * equation 5, one cycle).
 *
 * @param peak rate at the end of the warm-up
 * @param floorShare rate at the last step and after it, as a share of the peak
 * @param warmupSteps length of the straight line; may be 0
 * @param totalSteps steps of the whole run, warm-up included
 */
public record CosineSchedule(double peak, double floorShare, long warmupSteps, long totalSteps) {
    public CosineSchedule {
        if (!(peak > 0)) {
            throw new IllegalArgumentException("peak must be positive, was " + peak);
        }
        if (!(floorShare >= 0 && floorShare <= 1)) {
            throw new IllegalArgumentException("floorShare must be in [0, 1], was " + floorShare);
        }
        if (warmupSteps < 0 || totalSteps < 1) {
            throw new IllegalArgumentException(
                    "a schedule needs steps, had warm-up " + warmupSteps + " of " + totalSteps);
        }
    }

    /** The rate for a step, counted from 1. */
    public double rate(long step) {
        if (step <= warmupSteps) {
            return peak * step / warmupSteps;
        }
        long descent = Math.max(1, totalSteps - warmupSteps);
        double done = Math.min(1.0, (double) (step - warmupSteps) / descent);
        double share = floorShare + (1 - floorShare) * 0.5 * (1 + Math.cos(Math.PI * done));
        return peak * share;
    }
}
