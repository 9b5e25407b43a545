package dev.attune.serving.model;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.JniUtils;

/**
 * Reads a large block of native memory with the threads that a forward pass uses: what the machine's memory gives at best.
 * Used by one thread, which closes it.
 */
public final class MemoryReader implements AutoCloseable {
    private static final String SUM =
            """
            def read(self, x: Tensor) -> Tensor:
              return torch.sum(x, dtype=None)
            """;

    private final PtNDManager manager;
    private final Program program;
    private final IValue block;

    /** @param bytes of the block, which is written once here */
    public MemoryReader(PtNDManager parent, long bytes) {
        this.manager = parent.newSubManager(parent.getDevice());
        this.program = Program.load(manager, SUM);
        this.block = IValue.from((PtNDArray) manager.ones(new Shape(bytes / Float.BYTES), DataType.FLOAT32));
    }

    /** The threads that share the work. */
    public static int threads() {
        return JniUtils.getNumThreads();
    }

    /** Reads the block once. */
    public void read() {
        program.run("read", block).close();
    }

    @Override
    public void close() {
        block.close();
        program.close();
        manager.close();
    }
}
