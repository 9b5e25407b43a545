package dev.attune.server.metrics;

import java.util.Locale;
import org.junit.jupiter.api.Test;

/** How many nanoseconds the numbers of one token cost. Not a test: run it by name. */
final class RequestMeterBenchmark {
    private static final int TOKENS = 1_000_000;

    @Test
    void nanosecondsPerToken() {
        try (Metrics metrics = new Metrics()) {
            metrics.requests().register("model", 4096);
            for (int round = 0; round < 8; round++) {
                RequestMeter meter = metrics.requests().begin("model", System.nanoTime(), 1);
                long began = System.nanoTime();
                for (int i = 0; i < TOKENS; i++) {
                    meter.token(0);
                }
                System.out.printf(Locale.ROOT, "%.0f ns per token%n", (System.nanoTime() - began) / (double) TOKENS);
            }
        }
    }
}
