package dev.attune.serving.model;

/**
 * Rotary position embedding (arXiv 2104.09864) and the scalings that stretch it.
 *
 * @param theta base of the wavelengths
 * @param rotaryDim how many leading dimensions of a head are rotated; even
 * @param scaling how the frequencies are stretched
 */
public record Rope(double theta, int rotaryDim, Scaling scaling) {

    /** Changes one inverse frequency. */
    public sealed interface Scaling {
        double apply(double inverseFrequency);
    }

    /** No scaling. */
    public record Unscaled() implements Scaling {
        @Override
        public double apply(double inverseFrequency) {
            return inverseFrequency;
        }
    }

    /** Every position divided by {@code factor}. */
    public record Linear(double factor) implements Scaling {
        @Override
        public double apply(double inverseFrequency) {
            return inverseFrequency / factor;
        }
    }

    /** Long wavelengths divided by {@code factor}, short ones kept, a smooth ramp between (Llama 3.1). */
    public record Llama3(double factor, double lowFreqFactor, double highFreqFactor, double originalContext)
            implements Scaling {
        @Override
        public double apply(double inverseFrequency) {
            double wavelength = 2 * Math.PI / inverseFrequency;
            if (wavelength > originalContext / lowFreqFactor) {
                return inverseFrequency / factor;
            }
            if (wavelength < originalContext / highFreqFactor) {
                return inverseFrequency;
            }
            double smooth = (originalContext / wavelength - lowFreqFactor) / (highFreqFactor - lowFreqFactor);
            return (1 - smooth) * inverseFrequency / factor + smooth * inverseFrequency;
        }
    }

    /**
     * The rotations of all positions as cosine and sine side by side, float32.
     *
     * @return {@code [positions, rotaryDim / 2, 2]} flattened
     */
    public float[] table(int positions) {
        int half = rotaryDim / 2;
        float[] frequencies = new float[half];
        for (int k = 0; k < half; k++) {
            frequencies[k] = (float) scaling.apply((float) (1.0 / Math.pow(theta, 2.0 * k / rotaryDim)));
        }
        float[] table = new float[positions * rotaryDim];
        for (int p = 0, at = 0; p < positions; p++) {
            for (int k = 0; k < half; k++) {
                float angle = p * frequencies[k];
                table[at++] = (float) Math.cos(angle);
                table[at++] = (float) Math.sin(angle);
            }
        }
        return table;
    }
}
