package dev.attune.trainer.model;

/** AdamW with clipping as the papers write it, one number at a time, in doubles. */
final class SlowAdamW {
    private final AdamWConfig config;
    private final double[][] weights;
    private final double[][] first;
    private final double[][] second;
    private final boolean[] decays;
    private int steps;

    SlowAdamW(TrainableWeights start, AdamWConfig config) {
        this.config = config;
        int size = start.size();
        weights = new double[size][];
        first = new double[size][];
        second = new double[size][];
        decays = new boolean[size];
        for (int i = 0; i < size; i++) {
            float[] values = start.values(i);
            weights[i] = new double[values.length];
            first[i] = new double[values.length];
            second[i] = new double[values.length];
            decays[i] = start.shape(i).dimension() == 2;
            for (int j = 0; j < values.length; j++) {
                weights[i][j] = values[j];
            }
        }
    }

    double step(float[][] gradients, double rate) {
        steps++;
        double squares = 0;
        for (float[] array : gradients) {
            for (float g : array) {
                squares += (double) g * g;
            }
        }
        double norm = Math.sqrt(squares);
        double share = Math.min(1, config.clipNorm() / norm);
        for (int i = 0; i < weights.length; i++) {
            for (int j = 0; j < weights[i].length; j++) {
                move(i, j, gradients[i][j] * share, rate);
            }
        }
        return norm;
    }

    private void move(int i, int j, double g, double rate) {
        first[i][j] = config.beta1() * first[i][j] + (1 - config.beta1()) * g;
        second[i][j] = config.beta2() * second[i][j] + (1 - config.beta2()) * g * g;
        double mean = first[i][j] / (1 - Math.pow(config.beta1(), steps));
        double square = second[i][j] / (1 - Math.pow(config.beta2(), steps));
        double decay = decays[i] ? rate * config.weightDecay() * weights[i][j] : 0;
        weights[i][j] -= decay + rate * mean / (Math.sqrt(square) + config.epsilon());
    }

    float[] values(int i) {
        float[] values = new float[weights[i].length];
        for (int j = 0; j < values.length; j++) {
            values[j] = (float) weights[i][j];
        }
        return values;
    }
}
