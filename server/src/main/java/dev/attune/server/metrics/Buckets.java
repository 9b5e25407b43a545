package dev.attune.server.metrics;

import java.time.Duration;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Upper bounds of the histograms, those of vLLM where it has the same one. */
final class Buckets {
    static final Duration[] FIRST_TOKEN = seconds(
            0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 20, 40, 80, 160, 640,
            2560);
    static final Duration[] INTER_TOKEN =
            seconds(0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 20, 40, 80);
    static final Duration[] REQUEST =
            seconds(0.3, 0.5, 0.8, 1, 1.5, 2, 2.5, 5, 10, 15, 20, 30, 40, 50, 60, 120, 240, 480, 960, 1920, 7680);
    /** Vert.x answers what needs no model in less than a millisecond, a completion takes what it takes. */
    static final Duration[] HTTP =
            seconds(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600);

    private Buckets() {}

    /** 1, 2, 5, 10, 20, 50 … up to the longest context. */
    static double[] tokens(int contextTokens) {
        return IntStream.iterate(1, power -> power <= contextTokens, power -> power * 10)
                .flatMap(power -> IntStream.of(power, 2 * power, 5 * power))
                .filter(bound -> bound <= contextTokens)
                .asDoubleStream()
                .toArray();
    }

    private static Duration[] seconds(double... bounds) {
        return Arrays.stream(bounds)
                .mapToObj(bound -> Duration.ofNanos(Math.round(bound * 1e9)))
                .toArray(Duration[]::new);
    }
}
