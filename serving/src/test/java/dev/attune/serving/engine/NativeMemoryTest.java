package dev.attune.serving.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.BaseNDManager;
import dev.attune.serving.engine.GenerationRequest.Ending;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Steady state leaves native memory where it was. */
class NativeMemoryTest {
    private static final Path STATM = Path.of("/proc/self/statm");
    private static final int STEPS = 10_000;
    private static final int WARM_UP = 3_000;
    /**
     * Native memory was seen to move by 16 MB here between any two looks: compiled Java, the allocator's holes. Logits that a
     * step leaves behind, 4 KB a row, would be 60 MB and more; what is smaller must show in the count of open resources.
     */
    private static final long TOLERANCE_BYTES = 48L << 20;

    private final Random random = new Random(1);
    private final List<String> inFlight = new ArrayList<>();
    private int number;
    private long version = 1;

    @Test
    void tenThousandStepsWithCancelsAndSwapsLeaveMemoryWhereItWas() throws IOException {
        assumeTrue(Files.exists(STATM), "this system does not say how much memory a process has");
        EngineLimits limits = new EngineLimits(4, 1000, 1_000_000, 16, 96, 3);
        try (TinyModel model = new TinyModel("tiny-llama-h64");
                Engine engine = model.engine(model.weights(version), limits)) {
            run(model, engine, WARM_UP);
            settle(model, engine);
            long arrays = resources(model.manager());
            long bytes = nativeBytes();
            run(model, engine, STEPS - WARM_UP);
            settle(model, engine);
            assertThat(resources(model.manager())).isEqualTo(arrays);
            assertThat(nativeBytes() - bytes).isLessThan(TOLERANCE_BYTES);
            assertThat(engine.stats().steps()).isGreaterThanOrEqualTo(STEPS);
        }
    }

    private void run(TinyModel model, Engine engine, int steps) {
        for (int i = 0; i < steps; i++) {
            if (random.nextInt(3) == 0 && inFlight.size() < 8) {
                arrive(model, engine);
            }
            if (random.nextInt(9) == 0 && !inFlight.isEmpty()) {
                engine.cancel(inFlight.get(random.nextInt(inFlight.size())));
            }
            if (random.nextInt(2000) == 0) {
                engine.swap(model.weights(++version));
            }
            engine.step();
        }
    }

    private void arrive(TinyModel model, Engine engine) {
        String id = "r" + number++;
        int[] prompt = TinyModel.prompt(random, 1 + random.nextInt(40), model.vocabulary());
        SamplingParams sampling = random.nextBoolean() ? SamplingParams.GREEDY : SamplingParams.DEFAULT;
        inFlight.add(id);
        engine.add(new GenerationRequest(
                id, prompt, sampling, new Ending(1 + random.nextInt(40), 0, true, Set.of()), 3, new Leaving(id)));
    }

    /** Everyone leaves, and one version is left with an empty cache; loading it has also closed the heap's holes. */
    private void settle(TinyModel model, Engine engine) {
        while (engine.hasWork()) {
            engine.step();
        }
        engine.swap(model.weights(++version));
    }

    /** Everything that a manager and its descendants keep open. DJL has no way to ask. */
    private static long resources(BaseNDManager manager) {
        try {
            Field field = BaseNDManager.class.getDeclaredField("resources");
            field.setAccessible(true);
            long count = 0;
            for (Object resource : ((Map<?, ?>) field.get(manager)).values()) {
                count += 1 + (resource instanceof BaseNDManager child ? resources(child) : 0);
            }
            return count;
        } catch (ReflectiveOperationException changed) {
            throw new IllegalStateException(changed);
        }
    }

    /**
     * What is in memory without the Java heap. Direct buffers are freed by a thread of their own some time after the
     * collector found them, so the least of several looks counts.
     */
    private static long nativeBytes() throws IOException {
        long least = Long.MAX_VALUE;
        for (int look = 0; look < 10; look++) {
            System.gc();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            long resident = Long.parseLong(Files.readString(STATM).split(" ")[1]) * 4096;
            least = Math.min(least, resident - Runtime.getRuntime().totalMemory());
        }
        return least;
    }

    /** Strikes its request from the list when it ends. */
    private final class Leaving implements TokenSink {
        private final String id;

        Leaving(String id) {
            this.id = id;
        }

        @Override
        public void onStart(long weightsVersion, int cachedTokens) {}

        @Override
        public void onToken(Token token) {}

        @Override
        public void onFinish(FinishReason reason) {
            inFlight.remove(id);
        }

        @Override
        public void onFailure(Throwable cause) {
            throw new IllegalStateException(cause);
        }
    }
}
