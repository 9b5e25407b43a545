package dev.attune.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.attune.serving.engine.EngineLimits;
import dev.attune.serving.engine.FinishReason;
import dev.attune.serving.engine.GenerationRequest;
import dev.attune.serving.engine.SamplingParams;
import dev.attune.serving.engine.Token;
import dev.attune.serving.engine.TokenSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Slow growth: what each change of the weights leaves behind, found as the slope over many. */
final class SwapMemoryTest {
    private static final Path FOLDER = Path.of("src/test/resources/golden/tiny-qwen2/model");
    private static final Path STATM = Path.of("/proc/self/statm");
    private static final int WARM_UP = 40;
    private static final int SWAPS = 60;

    /**
     * Single looks scatter by some megabytes, which made slopes between −190 and +130 KB a swap over 60 of them, and −11 KB over
     * 600. A megabyte left behind by each swap would be seen as a megabyte.
     */
    private static final double TOLERANCE_BYTES_PER_SWAP = 512 * 1024;

    private long version = 1;

    @Test
    void sixtySwapsLeaveNothingBehind() throws IOException {
        assumeTrue(Files.exists(STATM), "this system does not say how much memory a process has");
        EngineLimits limits = new EngineLimits(4, 16, 4096, 64, 128, 2);
        ServingOptions options = new ServingOptions("cpu", "float32", 1, limits, version);
        try (ServedModel model = ServedModel.open(FOLDER, options)) {
            for (int i = 0; i < WARM_UP; i++) {
                swapAndSpeak(model);
            }
            double[] bytes = new double[SWAPS];
            for (int i = 0; i < SWAPS; i++) {
                swapAndSpeak(model);
                bytes[i] = nativeBytes();
            }
            double slope = slope(bytes);
            System.out.printf("native memory a swap: %.1f KB%n", slope / 1024);
            assertThat(slope).isLessThan(TOLERANCE_BYTES_PER_SWAP);
            assertThat(model.swaps().adopted()).isEqualTo(WARM_UP + SWAPS);
            assertThat(model.swaps().failed()).isZero();
        }
    }

    private void swapAndSpeak(ServedModel model) {
        model.versions().serve(FOLDER, ++version, GreedyProbe.NONE);
        CompletableFuture<FinishReason> end = new CompletableFuture<>();
        model.loop()
                .submit(new GenerationRequest(
                        "r" + version,
                        new int[] {5, 6, 7, 8},
                        SamplingParams.GREEDY,
                        new GenerationRequest.Ending(4, 0, true, Set.of()),
                        -1,
                        new End(end)));
        assertThat(end.join()).isEqualTo(FinishReason.LENGTH);
    }

    /** Of the straight line with the least squares, per look. */
    private static double slope(double[] values) {
        double middle = (values.length - 1) / 2.0;
        double above = 0;
        double below = 0;
        for (int i = 0; i < values.length; i++) {
            above += (i - middle) * values[i];
            below += (i - middle) * (i - middle);
        }
        return above / below;
    }

    /** What is in memory without the Java heap; the least of several looks, because buffers are freed some time later. */
    private static double nativeBytes() throws IOException {
        long least = Long.MAX_VALUE;
        for (int look = 0; look < 3; look++) {
            System.gc();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            long resident = Long.parseLong(Files.readString(STATM).split(" ")[1]) * 4096;
            least = Math.min(least, resident - Runtime.getRuntime().totalMemory());
        }
        return least;
    }

    /** Hears the end. */
    private record End(CompletableFuture<FinishReason> end) implements TokenSink {
        @Override
        public void onStart(long weightsVersion, int cachedTokens) {}

        @Override
        public void onToken(Token token) {}

        @Override
        public void onFinish(FinishReason reason) {
            end.complete(reason);
        }

        @Override
        public void onFailure(Throwable cause) {
            end.completeExceptionally(cause);
        }
    }
}
