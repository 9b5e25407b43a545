package dev.attune.serving.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.attune.serving.checkpoint.Checkpoint;
import dev.attune.serving.checkpoint.TensorView;
import dev.attune.serving.model.WeightSpec.Part;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Reads a checkpoint's tensors into {@link Weights}: checks names and shapes, puts rows where the program wants them,
 * prepares matrices, a few megabytes at a time. Weights that are being trained it prepares from memory. One thread.
 */
public final class WeightLoader implements AutoCloseable {
    private static final int CHUNK_BYTES = 16 << 20;
    /** So much may pass through the native heap before its holes are given back. */
    private static final long TRIM_BYTES = 64L << 20;

    private final WeightLayout layout;
    private final WeightForm form;
    private final PtNDManager parent;
    private final Program program;
    private long untrimmedBytes;
    private final ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES).order(ByteOrder.nativeOrder());

    /** @param manager of the device that the weights shall live on; their own managers descend from it */
    public WeightLoader(WeightLayout layout, WeightForm form, PtNDManager manager) {
        this.layout = layout;
        this.form = form;
        this.parent = manager;
        Map<String, Boolean> flags = Map.of("packed", form.packed(), "int8", form == WeightForm.INT8);
        this.program = Program.load(manager, ProgramText.fill("prepare.txt", flags, word -> form.listType()));
    }

    /**
     * Loads one version.
     *
     * @throws ModelException naming the tensor that is missing or has the wrong shape
     */
    public Weights load(Checkpoint checkpoint, long version) {
        layout.specs().forEach(spec -> spec.parts().forEach(part -> check(checkpoint, spec, part)));
        return prepare(new CheckpointRows(checkpoint), version);
    }

    /**
     * Prepares one version from what is being trained.
     *
     * @param masters float32, in the order of the layout, more behind them is left out; copied, so that training may go on
     */
    public Weights prepare(List<? extends NDArray> masters, long version) {
        return prepare(new MasterRows(masters), version);
    }

    /** Where the rows of the program's tensors come from. */
    private interface Rows {
        /** Rows {@code first … first + count − 1} of a program tensor in a scalar type, owned by the manager. */
        PtNDArray read(int index, PtNDManager manager, int type, int first, int count);
    }

    private Weights prepare(Rows rows, long version) {
        PtNDManager manager = parent.newSubManager(parent.getDevice());
        List<PtNDArray> plain = new ArrayList<>();
        IValue packed = program.run("none");
        try {
            PtNDArray nothing = (PtNDArray) manager.zeros(new Shape(0), DataType.FLOAT32);
            for (int i = 0; i < layout.size(); i++) {
                WeightSpec spec = layout.specs().get(i);
                plain.add(form.packed() && spec.linear() ? nothing : whole(rows, i, manager));
                trimAfter(spec.elements() * 4);
            }
            if (form.packed()) {
                packLayers(rows, plain, packed);
                packHead(rows, packed);
            }
            NativeHeap.trim();
            return new Weights(version, form, manager, plain, packed);
        } catch (RuntimeException | Error e) {
            packed.close();
            manager.close();
            throw e;
        }
    }

    @Override
    public void close() {
        program.close();
    }

    private static void check(Checkpoint checkpoint, WeightSpec spec, Part part) {
        TensorView tensor = tensor(checkpoint, part);
        long[] expected = spec.shapeOnDisk(part);
        if (!Arrays.equals(tensor.shape(), expected)) {
            throw new ModelException(checkpoint.dir() + ": tensor " + part.tensor() + " has shape "
                    + Arrays.toString(tensor.shape()) + ", config.json asks for " + Arrays.toString(expected));
        }
    }

    /** Some checkpoints leave out the prefix that names the network without its head. */
    private static TensorView tensor(Checkpoint checkpoint, Part part) {
        String name = part.tensor();
        String bare = name.substring(name.indexOf('.') + 1);
        return checkpoint.tensor(!checkpoint.contains(name) && checkpoint.contains(bare) ? bare : name);
    }

    private void packLayers(Rows rows, List<PtNDArray> plain, IValue packed) {
        List<WeightSpec> specs = layout.specs();
        for (int i = 0; i < specs.size(); i++) {
            WeightSpec spec = specs.get(i);
            if (spec.linear() && spec.layer() >= 0) {
                boolean biased = layout.has(spec.name() + "Bias");
                // A bias stands right behind its matrix in the list.
                PtNDArray[] bias = biased ? new PtNDArray[] {plain.get(i + 1)} : new PtNDArray[0];
                try (PtNDManager scratch = parent.newSubManager(parent.getDevice())) {
                    pack(packed, rows.read(i, scratch, 6, 0, (int) spec.shape()[0]), bias);
                }
            }
        }
    }

    private void packHead(Rows rows, IValue packed) {
        String name = layout.config().tiedEmbeddings() ? "embedding" : "head";
        int index = IntStream.range(0, layout.size())
                .filter(i -> layout.specs().get(i).name().equals(name))
                .findFirst()
                .orElseThrow();
        int tokens = (int) layout.specs().get(index).shape()[0];
        for (int first = 0; first < tokens; first += ProgramWords.HEAD_BLOCK) {
            try (PtNDManager scratch = parent.newSubManager(parent.getDevice())) {
                int count = Math.min(ProgramWords.HEAD_BLOCK, tokens - first);
                pack(packed, rows.read(index, scratch, 6, first, count), new PtNDArray[0]);
            }
        }
    }

    private void pack(IValue packed, PtNDArray matrix, PtNDArray[] bias) {
        try (IValue w = IValue.from(matrix);
                IValue b = IValue.listFrom(bias);
                IValue first = IValue.from(0L)) {
            program.run("pack", packed, w, b, first).close();
        }
        trimAfter(matrix.size() * 4);
    }

    private void trimAfter(long passedBytes) {
        untrimmedBytes += passedBytes;
        if (untrimmedBytes > TRIM_BYTES) {
            untrimmedBytes = 0;
            NativeHeap.trim();
        }
    }

    private PtNDArray whole(Rows rows, int index, PtNDManager manager) {
        WeightSpec spec = layout.specs().get(index);
        boolean matrix = spec.linear() || spec.name().equals("embedding");
        return rows.read(index, manager, matrix ? form.plainType() : 6, 0, (int) spec.shape()[0]);
    }

    private final class MasterRows implements Rows {
        private final List<? extends NDArray> masters;

        MasterRows(List<? extends NDArray> masters) {
            this.masters = masters;
        }

        @Override
        public PtNDArray read(int index, PtNDManager manager, int type, int first, int count) {
            try (IValue master = IValue.from((PtNDArray) masters.get(index));
                    IValue from = IValue.from((long) first);
                    IValue rows = IValue.from((long) count);
                    IValue scalar = IValue.from((long) type);
                    IValue copy = program.run("take", master, from, rows, scalar)) {
                return copy.toTensor(manager);
            }
        }
    }

    private final class CheckpointRows implements Rows {
        private final Checkpoint checkpoint;

        CheckpointRows(Checkpoint checkpoint) {
            this.checkpoint = checkpoint;
        }

        @Override
        public PtNDArray read(int index, PtNDManager manager, int type, int first, int count) {
            WeightSpec spec = layout.specs().get(index);
            long[] shape = spec.shape().clone();
            shape[0] = count;
            PtNDArray whole = blank(manager, shape, type);
            for (Part part : spec.parts()) {
                readPart(tensor(checkpoint, part), spec, part, whole, type, first);
            }
            return whole;
        }
    }

    private void readPart(TensorView tensor, WeightSpec spec, Part part, PtNDArray whole, int type, int first) {
        long[] shape = tensor.shape();
        int columns = shape.length == 1 ? 1 : (int) shape[1];
        boolean some = whole.getShape().get(0) != spec.shape()[0];
        int begin = some ? first : 0;
        int end = some ? first + (int) whole.getShape().get(0) : (int) shape[0];
        int rowsAtOnce = Math.max(1, CHUNK_BYTES / 4 / columns);
        for (int row = begin; row < end; row += rowsAtOnce) {
            int rows = Math.min(rowsAtOnce, end - row);
            chunk.clear().limit(rows * columns * 4);
            tensor.readFloats((long) row * columns, chunk.asFloatBuffer());
            put(whole, part, shape.length == 1 ? new Shape(rows) : new Shape(rows, columns), row, begin, type);
        }
    }

    private void put(PtNDArray whole, Part part, Shape shape, int row, int begin, int type) {
        long[] places = new long[(int) shape.get(0)];
        for (int k = 0; k < places.length; k++) {
            places[k] = part.firstRow() + part.rotation().place(row + k) - begin;
        }
        try (PtNDManager scratch = parent.newSubManager(parent.getDevice())) {
            PtNDArray rows = (PtNDArray) scratch.create(chunk, shape, DataType.FLOAT32);
            try (IValue to = IValue.from(whole);
                    IValue from = IValue.from(rows);
                    IValue at = IValue.from((PtNDArray) scratch.create(places));
                    IValue scalar = IValue.from((long) type);
                    IValue transposed = IValue.from(part.transposed());
                    IValue shift = IValue.from((double) part.shift())) {
                program.run("put", to, from, at, scalar, transposed, shift).close();
            }
        }
    }

    private PtNDArray blank(PtNDManager manager, long[] shape, int type) {
        try (PtNDManager scratch = parent.newSubManager(parent.getDevice())) {
            PtNDArray like = (PtNDArray) scratch.zeros(new Shape(0), DataType.FLOAT32);
            try (IValue device = IValue.from(like);
                    IValue sizes = IValue.listFrom(shape);
                    IValue scalar = IValue.from((long) type);
                    IValue blank = program.run("blank", device, sizes, scalar)) {
                return blank.toTensor(manager);
            }
        }
    }
}
