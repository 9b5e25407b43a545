package dev.attune.trainer.ppo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.training.GradientCollector;
import dev.attune.serving.model.ComputeDevice;
import dev.attune.trainer.ppo.Losses.Summed;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LossesTest {
    private static final int TOKENS = 40;
    private static final int CELLS = 64;
    private final NDManager manager = NDManager.newBaseManager("PyTorch");
    private final Losses losses = new Losses(0.2, 0.2, (PtNDManager) manager);
    private final Random random = new Random(7);
    private final float[] now = floats(0.4);
    private final float[] old = floats(0.4);
    private final float[] third = floats(1);

    LossesTest() {
        ComputeDevice.settleThread();
    }

    @AfterEach
    void close() {
        losses.close();
        manager.close();
    }

    @Test
    void theSumsAreThoseOfThePlainFormulas() {
        double policy = 0;
        double value = 0;
        double clipped = 0;
        for (int i = 0; i < TOKENS; i++) {
            policy += ClippedLoss.policy(now[i] - old[i], third[i], 0.2);
            value += ClippedLoss.value(now[i], old[i], third[i], 0.2);
            clipped += ClippedLoss.isClipped(now[i] - old[i], third[i], 0.2) ? 1 : 0;
        }
        Run run = run(false, 0);
        assertThat(run.loss).isEqualTo(policy, within(1e-5));
        assertThat(run.counts[2]).isEqualTo(clipped).isGreaterThan(0);
        assertThat(run(true, 0).loss).isEqualTo(value, within(1e-5));
    }

    @Test
    void garbageWhereThereIsNoTokenChangesNoBit() {
        for (boolean ofValue : new boolean[] {false, true}) {
            Run clean = run(ofValue, 0);
            for (float garbage : new float[] {100, -100, Float.NaN}) {
                Run garbled = run(ofValue, garbage);
                assertThat(garbled.loss).isEqualTo(clean.loss);
                assertThat(garbled.counts).isEqualTo(clean.counts);
                assertThat(garbled.gradients[0]).isEqualTo(clean.gradients[0]);
            }
        }
    }

    @Test
    void noGradientFlowsIntoWhatIsLearnedFrom() {
        for (boolean ofValue : new boolean[] {false, true}) {
            Run run = run(ofValue, 0);
            assertThat(run.gradients[0]).isNotEqualTo(new float[CELLS]);
            assertThat(run.gradients[1]).isEqualTo(new float[CELLS]);
            assertThat(run.gradients[2]).isEqualTo(new float[CELLS]);
        }
    }

    /** What one pass gave: the loss, its counts, and the gradients of all three arguments. */
    @SuppressWarnings("ArrayRecordComponent") // taken apart by the tests
    private record Run(double loss, double[] counts, float[][] gradients) {}

    private Run run(boolean ofValue, float garbage) {
        try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector();
                NDManager step = manager.newSubManager()) {
            NDArray[] arguments = {array(now, garbage, step), array(old, -garbage, step), array(third, garbage, step)};
            boolean[] padding = new boolean[CELLS];
            for (int i = TOKENS; i < CELLS; i++) {
                padding[i] = true;
            }
            NDArray mask = step.create(padding);
            Summed summed = ofValue
                    ? losses.value(arguments[0], arguments[1], arguments[2], mask)
                    : losses.policy(arguments[0], arguments[1], arguments[2], mask);
            collector.backward(summed.sum());
            float[][] gradients = new float[3][];
            for (int i = 0; i < 3; i++) {
                gradients[i] = arguments[i].getGradient().toFloatArray();
            }
            return new Run(summed.sum().toDoubleArray()[0], summed.counts(), gradients);
        }
    }

    private static NDArray array(float[] values, float garbage, NDManager step) {
        float[] all = values.clone();
        for (int i = TOKENS; i < CELLS; i++) {
            all[i] = garbage;
        }
        NDArray array = step.create(all);
        array.setRequiresGradient(true);
        return array;
    }

    private float[] floats(double spread) {
        float[] values = new float[CELLS];
        for (int i = 0; i < CELLS; i++) {
            values[i] = (float) (spread * random.nextGaussian());
        }
        return values;
    }
}
