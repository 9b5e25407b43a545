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
            def read(self, x: Tensor, first: int, count: int) -> Tensor:
              return torch.sum(torch.narrow(x, 0, first, count), dtype=None)
            """;

    private final PtNDManager manager;
    private final Program program;
    private final IValue block;
    private final long bytes;

    /** @param bytes of the block, which is written once here */
    public MemoryReader(PtNDManager parent, long bytes) {
        this.manager = parent.newSubManager(parent.getDevice());
        this.program = Program.load(manager, SUM);
        this.bytes = bytes;
        this.block = IValue.from((PtNDArray) manager.ones(new Shape(bytes / Float.BYTES), DataType.FLOAT32));
    }

    /** The threads that share the work. */
    public static int threads() {
        return JniUtils.getNumThreads();
    }

    /** Reads one of so many equal parts of the block; returns the bytes of a part. */
    public long read(int part, int parts) {
        long count = bytes / Float.BYTES / parts;
        try (PtNDManager scope = manager.newSubManager(manager.getDevice());
                IValue first = IValue.from(part * count);
                IValue length = IValue.from(count);
                IValue sum = program.run("read", block, first, length)) {
            // Some devices are done only when the result is asked for.
            sum.toTensor(scope).toFloatArray();
        }
        return count * Float.BYTES;
    }

    @Override
    public void close() {
        block.close();
        program.close();
        manager.close();
    }
}
