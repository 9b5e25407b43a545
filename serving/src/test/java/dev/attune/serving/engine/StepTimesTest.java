package dev.attune.serving.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Counting steps by their length. */
class StepTimesTest {

    @Test
    void eachDurationLiesBelowTheFirstBoundThatIsNotSmaller() {
        StepTimes times = new StepTimes();
        Random random = new Random(3);
        double[] bounds = times.counts().boundsS();
        long[] expected = new long[bounds.length + 1];
        long sumNs = 0;
        for (int i = 0; i < 10_000; i++) {
            long ns = (long) Math.exp(random.nextDouble() * 25);
            int bucket = (int) Arrays.stream(bounds).filter(b -> ns > b * 1e9).count();
            expected[bucket]++;
            sumNs += ns;
            times.add(ns);
        }
        times.add((long) (bounds[0] * 1e9));
        expected[0]++;
        sumNs += (long) (bounds[0] * 1e9);
        assertThat(times.counts().counts()).isEqualTo(expected);
        assertThat(times.counts().sumS()).isEqualTo(sumNs / 1e9);
    }

    @Test
    void theDecodeThreadCountsItsSteps() {
        try (TinyModel model = new TinyModel("tiny-llama-h64");
                DecodeLoop loop = DecodeLoop.start(model.engine(model.weights(1), TinyModel.limits(2, 64, 2)))) {
            Heard heard = new Heard();
            loop.submit(model.request("r", 20, 10, heard));
            heard.await();
            Heard.assertIdle(loop);
            long steps = Arrays.stream(loop.stepTimes().counts()).sum();
            assertThat(steps).isEqualTo(loop.stats().steps()).isGreaterThanOrEqualTo(10);
            assertThat(loop.stepTimes().sumS()).isPositive();
            assertThat(loop.stats().admittedTokens()).isEqualTo(20);
        }
    }
}
