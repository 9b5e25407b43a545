package dev.attune.serving.model;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;

/**
 * Keys and values of running sequences: {@code [layers, slots, rows, 2 · kvHeads, headDim]}, one slot a sequence, one row a
 * token. Grows by doubling when asked. Owned by one thread, which closes it.
 */
public final class KvCache implements AutoCloseable {
    static final int ROWS_AT_FIRST = 256;

    private final ModelConfig config;
    private final Program program;
    private final PtNDManager manager;
    private final int type;
    private PtNDArray rows;
    private IValue value;
    private int slots;
    private int capacity;

    KvCache(ModelConfig config, Program program, PtNDManager parent, int type) {
        this.config = config;
        this.program = program;
        this.manager = parent.newSubManager(parent.getDevice());
        this.type = type;
        this.rows = (PtNDArray) manager.zeros(new Shape(0), DataType.FLOAT32);
        this.value = IValue.from(rows);
    }

    public int slots() {
        return slots;
    }

    /** Rows of a slot. */
    public int capacity() {
        return capacity;
    }

    public long bytes() {
        return (long) slots * capacity * config.cacheBytesPerToken(type == 6 ? 4 : 2);
    }

    /** Makes room for so many slots of so many rows; what is there stays. */
    public void ensure(int wantedSlots, int wantedRows) {
        if (wantedSlots <= slots && wantedRows <= capacity) {
            return;
        }
        int newSlots = wantedSlots <= slots ? slots : Math.max(wantedSlots, Math.min(2 * slots, slots + 8));
        int newRows = capacity == 0 ? ROWS_AT_FIRST : capacity;
        while (newRows < wantedRows) {
            newRows *= 2;
        }
        newRows = Math.min(newRows, Math.max(wantedRows, config.contextTokens()));
        resize(newSlots, newRows);
    }

    /** Copies the first {@code count} rows of a slot into another. */
    public void copy(int from, int to, int count) {
        if (from != to && count > 0) {
            runInts("copy_rows", from, to, count);
        }
    }

    /** Forgets the first {@code count} rows of a slot. What is masked still takes part in products, where 0 · NaN is NaN. */
    public void clear(int slot, int count) {
        if (count > 0) {
            try (IValue s = IValue.from((long) slot);
                    IValue n = IValue.from((long) count)) {
                program.run("clear_rows", value, s, n).close();
            }
        }
    }

    /** Exchanges the first rows of two slots. */
    public void swap(int a, int b, int count) {
        if (a != b && count > 0) {
            runInts("swap_rows", a, b, count);
        }
    }

    IValue value() {
        return value;
    }

    @Override
    public void close() {
        value.close();
        manager.close();
    }

    private void resize(int newSlots, int newRows) {
        try (IValue sizes = IValue.listFrom(
                        (long) config.layers(), newSlots, newRows, 2L * config.kvHeads(), config.headDim());
                IValue scalar = IValue.from((long) type);
                IValue grown = program.run("grow", value, sizes, scalar)) {
            PtNDArray next = grown.toTensor(manager);
            value.close();
            rows.close();
            rows = next;
            value = IValue.from(next);
            slots = newSlots;
            capacity = newRows;
        }
    }

    private void runInts(String method, long a, long b, long count) {
        try (IValue x = IValue.from(a);
                IValue y = IValue.from(b);
                IValue n = IValue.from(count)) {
            program.run(method, value, x, y, n).close();
        }
    }
}
