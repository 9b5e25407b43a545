package dev.attune.trainer.model;

/**
 * How {@link AdamW} updates.
 *
 * @param beta1 decay of the mean of gradients
 * @param beta2 decay of the mean of their squares
 * @param epsilon added to the root of that mean
 * @param weightDecay decoupled decay of matrices, as a share of the learning rate; vectors are not decayed
 * @param clipNorm the gradients' global norm is scaled down to this
 */
public record AdamWConfig(double beta1, double beta2, double epsilon, double weightDecay, double clipNorm) {
    public AdamWConfig {
        if (!(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1)) {
            throw new IllegalArgumentException("betas must be in [0, 1), were " + beta1 + " and " + beta2);
        }
        if (!(epsilon > 0)) {
            throw new IllegalArgumentException("epsilon must be positive, was " + epsilon);
        }
        if (!(weightDecay >= 0)) {
            throw new IllegalArgumentException("weightDecay must not be negative, was " + weightDecay);
        }
        if (!(clipNorm > 0)) {
            throw new IllegalArgumentException("clipNorm must be positive, was " + clipNorm);
        }
    }
}
