package dev.attune.serving.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.pytorch.jni.JniUtils;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

final class ComputeDeviceTest {
    private static final Executor NEW_THREAD = task -> new Thread(task).start();

    @Test
    void aModelTakesAllCoresAlthoughAnotherOneDecodesOnOneThread() {
        CompletableFuture.runAsync(() -> ComputeDevice.useThreads(1), NEW_THREAD)
                .join();
        int threads = CompletableFuture.supplyAsync(ComputeDeviceTest::threadsOfANewModel, NEW_THREAD)
                .join();
        assertThat(threads).isEqualTo(Runtime.getRuntime().availableProcessors());
    }

    private static int threadsOfANewModel() {
        ComputeDevice.useThreads(0);
        return JniUtils.getNumThreads();
    }
}
