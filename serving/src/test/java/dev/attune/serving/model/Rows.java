package dev.attune.serving.model;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/** Matrices as arrays of rows, {@code [T][columns]}: what {@link SlowNetwork} computes with. */
final class Rows {
    private Rows() {}

    static double[][] columns(double[][] x, int from, int count) {
        double[][] out = new double[x.length][];
        for (int t = 0; t < x.length; t++) {
            out[t] = Arrays.copyOfRange(x[t], from, from + count);
        }
        return out;
    }

    static double[][] add(double[][] x, double[][] y) {
        double[][] out = new double[x.length][x[0].length];
        for (int t = 0; t < x.length; t++) {
            for (int e = 0; e < x[t].length; e++) {
                out[t][e] = x[t][e] + y[t][e];
            }
        }
        return out;
    }

    static double[][] map(double[][] x, DoubleUnaryOperator f) {
        double[][] out = new double[x.length][];
        for (int t = 0; t < x.length; t++) {
            out[t] = Arrays.stream(x[t]).map(f).toArray();
        }
        return out;
    }

    /** x·Φ(x), Φ by its series around zero, which converges everywhere. */
    static double gelu(double x) {
        double bounded = Math.max(-9, Math.min(9, x));
        double term = bounded;
        double sum = bounded;
        for (int n = 1; n < 200; n++) {
            term *= bounded * bounded / (2 * n + 1);
            sum += term;
        }
        return x * (0.5 + sum * Math.exp(-bounded * bounded / 2) / Math.sqrt(2 * Math.PI));
    }
}
