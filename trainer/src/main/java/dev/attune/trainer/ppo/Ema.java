package dev.attune.trainer.ppo;

/** Moving averages of weights (arXiv 2203.02155, appendix C.4). */
final class Ema {
    private Ema() {}

    /** {@code decay · average + (1 − decay) · weights}, array by array. */
    static float[][] after(float[][] average, float[][] weights, double decay) {
        float[][] next = new float[weights.length][];
        for (int i = 0; i < weights.length; i++) {
            next[i] = new float[weights[i].length];
            for (int j = 0; j < next[i].length; j++) {
                next[i][j] = (float) (decay * average[i][j] + (1 - decay) * weights[i][j]);
            }
        }
        return next;
    }
}
