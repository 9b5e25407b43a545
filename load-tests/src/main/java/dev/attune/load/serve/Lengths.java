package dev.attune.load.serve;

import java.util.Random;

/**
 * Tokens of one request.
 *
 * @param prompt tokens of the prompt, the common prefix not among them
 * @param output tokens of the answer
 */
record Lengths(int prompt, int output) {

    /** Drawn evenly from [len·(1 − ratio), len·(1 + ratio)], both ends included, at least 1. */
    static Lengths draw(ServePlan.Shape shape, Random random) {
        return new Lengths(
                around(shape.inputLen(), shape.rangeRatio(), random),
                around(shape.outputLen(), shape.rangeRatio(), random));
    }

    private static int around(int middle, double ratio, Random random) {
        int least = Math.max(1, (int) Math.floor(middle * (1 - ratio)));
        int most = (int) Math.ceil(middle * (1 + ratio));
        return least + random.nextInt(most - least + 1);
    }
}
