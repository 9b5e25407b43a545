package dev.attune.serving.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One tensor of a safetensors file, still on disk. Safe for many threads; usable until its file is closed.
 *
 * <p>The {@code read} methods look through a window of a few megabytes, so that a model may be loaded without ever being
 * in memory twice; {@link #bytes()} maps the whole tensor and keeps it mapped until the buffer is garbage.
 */
public final class TensorView {
    /** Elements converted at a time: two arrays that stay in the first two cache levels. */
    private static final int CHUNK = 8192;

    private final String name;
    private final Dtype dtype;
    private final long[] shape;
    private final Path file;
    private final FileChannel channel;
    private final long position;
    private final long byteSize;

    TensorView(Path file, FileChannel channel, SafetensorsHeader.Entry entry, long dataStart) {
        this.file = file;
        this.channel = channel;
        this.name = entry.name();
        this.dtype = entry.dtype();
        this.shape = entry.shape();
        this.position = dataStart + entry.begin();
        this.byteSize = entry.end() - entry.begin();
    }

    public String name() {
        return name;
    }

    public Dtype dtype() {
        return dtype;
    }

    /** A copy of the dimensions, outermost first; empty for a scalar. */
    public long[] shape() {
        return shape.clone();
    }

    public long elements() {
        return byteSize / dtype.bytes();
    }

    public long byteSize() {
        return byteSize;
    }

    /** The whole tensor as it lies on disk: read-only, little-endian, mapped. Refused above 2 GB; read such in parts. */
    public ByteBuffer bytes() {
        if (byteSize > Integer.MAX_VALUE) {
            throw failure("its " + byteSize + " bytes are more than one buffer holds; read it in parts", null);
        }
        try {
            return byteSize == 0
                    ? ByteBuffer.allocate(0).asReadOnlyBuffer()
                    : channel.map(FileChannel.MapMode.READ_ONLY, position, byteSize)
                            .order(ByteOrder.LITTLE_ENDIAN);
        } catch (IOException unreadable) {
            throw failure("could not be mapped", unreadable);
        }
    }

    /** Fills {@code out} from its position to its limit with the bytes from {@code offset} on. */
    public void readBytes(long offset, ByteBuffer out) {
        Objects.checkFromIndexSize(offset, (long) out.remaining(), byteSize);
        long at = offset;
        while (out.hasRemaining()) {
            int count = Math.min(out.remaining(), MappedWindow.MAX_BYTES);
            try (MappedWindow window = window(at, count)) {
                out.put(window.bytes());
            }
            at += count;
        }
    }

    /**
     * Fills {@code out} from its position to its limit with the elements from index {@code first} on, row-major, as
     * float32. F32, F16 and BF16 are exact, F64 is rounded.
     *
     * @throws CheckpointException if the tensor holds no floats
     */
    public void readFloats(long first, FloatBuffer out) {
        Objects.checkFromIndexSize(first, (long) out.remaining(), elements());
        long at = first;
        while (out.hasRemaining()) {
            int count = Math.min(out.remaining(), MappedWindow.MAX_BYTES / dtype.bytes());
            try (MappedWindow window = window(at * dtype.bytes(), (long) count * dtype.bytes())) {
                widen(window.bytes().order(ByteOrder.LITTLE_ENDIAN), out);
            }
            at += count;
        }
    }

    /** {@link #readFloats(long, FloatBuffer)} into a part of an array. */
    public void readFloats(long first, float[] out, int offset, int count) {
        readFloats(first, FloatBuffer.wrap(out, offset, count));
    }

    /** All elements, row-major. Refused beyond what one array holds. */
    public float[] toFloatArray() {
        if (elements() > Integer.MAX_VALUE - 8) {
            throw failure("its " + elements() + " elements are more than one array holds; read it in parts", null);
        }
        float[] all = new float[(int) elements()];
        readFloats(0, all, 0, all.length);
        return all;
    }

    @Override
    public String toString() {
        return name + " " + dtype + Arrays.toString(shape);
    }

    private MappedWindow window(long offset, long size) {
        try {
            return MappedWindow.open(channel, position + offset, size);
        } catch (IOException unreadable) {
            throw failure("could not be mapped", unreadable);
        }
    }

    private void widen(ByteBuffer in, FloatBuffer out) {
        switch (dtype) {
            case F32 -> out.put(in.asFloatBuffer());
            case F16 -> widen(in.asShortBuffer(), out, HalfPrecision::widenFloat16);
            case BF16 -> widen(in.asShortBuffer(), out, HalfPrecision::widenBfloat16);
            case F64 -> {
                for (var doubles = in.asDoubleBuffer(); doubles.hasRemaining(); ) {
                    out.put((float) doubles.get());
                }
            }
            default -> throw failure("holds " + dtype + " where floats are expected", null);
        }
    }

    private static void widen(ShortBuffer in, FloatBuffer out, Widening widening) {
        short[] bits = new short[CHUNK];
        float[] values = new float[CHUNK];
        while (in.hasRemaining()) {
            int count = Math.min(in.remaining(), CHUNK);
            in.get(bits, 0, count);
            widening.apply(bits, values, count);
            out.put(values, 0, count);
        }
    }

    private CheckpointException failure(String what, @Nullable Throwable cause) {
        return new CheckpointException(file + ": tensor " + name + ": " + what, cause);
    }

    private interface Widening {
        void apply(short[] bits, float[] values, int count);
    }
}
