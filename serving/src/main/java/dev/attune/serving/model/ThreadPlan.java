package dev.attune.serving.model;

/**
 * How many processor threads a step is worth. Two threads meet at a barrier in every product; where a product takes little
 * longer than the meeting, one thread is faster alone.
 *
 * @param matrixElements mean size of a layer's matrices
 * @param bytesPerWeight of their prepared form
 * @param operationsPerSecond of one thread multiplying in that form
 * @param most threads there are
 */
record ThreadPlan(double matrixElements, int bytesPerWeight, double operationsPerSecond, int most) {
    /** What one thread reads from memory a second, in bytes. */
    private static final double READ_PER_SECOND = 33e9;
    /** A product that takes one thread this long is worth sharing, in seconds. */
    private static final double WORTH_SHARING = 70e-6;

    static ThreadPlan of(WeightLayout layout, WeightForm form, int most) {
        double mean = layout.specs().stream()
                .filter(spec -> spec.linear() && spec.layer() >= 0)
                .mapToLong(WeightSpec::elements)
                .average()
                .orElse(0);
        double operations = form == WeightForm.INT8 ? 2e11 : form == WeightForm.FLOAT32 ? 4e10 : 8e10;
        return new ThreadPlan(mean, form.bytes(), operations, most);
    }

    int threads(int rows) {
        double read = matrixElements * bytesPerWeight / READ_PER_SECOND;
        double multiply = 2 * matrixElements * rows / operationsPerSecond;
        return Math.max(read, multiply) < WORTH_SHARING ? 1 : most;
    }
}
