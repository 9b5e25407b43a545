package dev.attune.trainer.run;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.EngineException;
import org.junit.jupiter.api.Test;

/** The failures as they come from engine and JVM; that a real limit brings them about is shown elsewhere. */
class MemoryShortageTest {
    private static final String ENGINE = "The following operation failed in the TorchScript interpreter.\n"
            + "RuntimeError: [enforce fail at alloc_cpu.cpp:119] err == 0. DefaultCPUAllocator: can't allocate memory: you"
            + " tried to allocate 4145152 bytes. Error code 12 (Cannot allocate memory)\n";

    @Test
    void whatTheEngineSaysByThePageIsOneLine() {
        TrainerException wrapped = new TrainerException("step 3 failed", new EngineException(ENGINE));
        assertThatThrownBy(() -> MemoryShortage.throwIf(wrapped))
                .isInstanceOf(MemoryShortage.class)
                .hasMessageStartingWith("out of memory: ")
                .hasMessageNotContaining("\n")
                .hasNoCause()
                .hasSuppressedException(wrapped);
    }

    @Test
    void theHeapAndTheGpuAreBlamedByName() {
        assertThatThrownBy(() -> MemoryShortage.throwIf(new OutOfMemoryError("Java heap space")))
                .hasMessage("out of memory: " + (Runtime.getRuntime().maxMemory() >> 20)
                        + " MB is all that Java may take for objects (training.heap-mb)");
        assertThatThrownBy(() ->
                        MemoryShortage.throwIf(new EngineException("CUDA out of memory. Tried to allocate 2.00 GiB")))
                .hasMessage("out of memory: the GPU has no more");
    }

    @Test
    void anyOtherFailureStaysWhatItIs() {
        assertThatCode(() -> MemoryShortage.throwIf(new TrainerException("loss/policy_avg is NaN", new Exception())))
                .doesNotThrowAnyException();
    }
}
