package dev.attune.serving.checkpoint;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Writes a safetensors file, one tensor in memory at a time. The file appears under its name only when it is whole and on
 * the disk. One thread.
 */
public final class SafetensorsWriter {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CHUNK = 1 << 16;

    private final short[] halves = new short[CHUNK];
    private final float[] floats = new float[CHUNK];
    private final ByteBuffer bytes = ByteBuffer.allocateDirect(CHUNK * 4).order(ByteOrder.LITTLE_ENDIAN);

    private SafetensorsWriter() {}

    /**
     * A tensor to write.
     *
     * @param dtype F32, F16 or BF16; the halves round to nearest, ties to even
     * @param shape outermost dimension first
     * @param values asked once, when it is this tensor's turn; as many floats as the shape says, row-major
     */
    @SuppressWarnings("ArrayRecordComponent") // a shape, copied on the way in and never compared
    public record Tensor(String name, Dtype dtype, long[] shape, Supplier<FloatBuffer> values) {
        public Tensor {
            if (dtype != Dtype.F32 && dtype != Dtype.F16 && dtype != Dtype.BF16) {
                throw new IllegalArgumentException("dtype must be F32, F16 or BF16, was " + dtype + " for " + name);
            }
            shape = shape.clone();
        }

        private long elements() {
            return Arrays.stream(shape).reduce(1, Math::multiplyExact);
        }
    }

    /**
     * Writes the tensors in the given order and replaces {@code file}.
     *
     * @throws CheckpointException naming the file if it cannot be written; what was there before stays
     * @throws IllegalArgumentException if a name comes twice or values do not fit their shape
     */
    public static void write(Path file, List<Tensor> tensors) {
        byte[] header = header(tensors);
        try {
            DurableFiles.replace(file, channel -> {
                ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
                drain(length.putLong(0, header.length), channel);
                drain(ByteBuffer.wrap(header), channel);
                SafetensorsWriter writer = new SafetensorsWriter();
                for (Tensor tensor : tensors) {
                    writer.writeValues(tensor, channel);
                }
            });
        } catch (IOException unwritable) {
            throw CheckpointException.in(file, "cannot be written", unwritable);
        }
    }

    private static byte[] header(List<Tensor> tensors) {
        ObjectNode header = JSON.createObjectNode();
        header.putObject("__metadata__").put("format", "pt");
        Set<String> names = new HashSet<>(Set.of("__metadata__"));
        long at = 0;
        for (Tensor tensor : tensors) {
            if (!names.add(tensor.name())) {
                throw new IllegalArgumentException("two tensors are named " + tensor.name());
            }
            ObjectNode entry =
                    header.putObject(tensor.name()).put("dtype", tensor.dtype().name());
            Arrays.stream(tensor.shape()).forEach(entry.putArray("shape")::add);
            long end = at + tensor.elements() * tensor.dtype().bytes();
            entry.putArray("data_offsets").add(at).add(end);
            at = end;
        }
        String json = header.toString();
        int length = json.getBytes(StandardCharsets.UTF_8).length;
        // Readers that map the file want the first tensor at a multiple of eight.
        return (json + " ".repeat(-length & 7)).getBytes(StandardCharsets.UTF_8);
    }

    private void writeValues(Tensor tensor, FileChannel channel) throws IOException {
        FloatBuffer values = tensor.values().get().duplicate();
        if (values.remaining() != tensor.elements()) {
            throw new IllegalArgumentException("tensor " + tensor.name() + " has shape "
                    + Arrays.toString(tensor.shape()) + " but " + values.remaining() + " values");
        }
        while (values.hasRemaining()) {
            int count = Math.min(values.remaining(), CHUNK);
            values.get(floats, 0, count);
            bytes.clear().limit(count * tensor.dtype().bytes());
            fill(tensor.dtype(), count);
            drain(bytes, channel);
        }
    }

    private void fill(Dtype dtype, int count) {
        switch (dtype) {
            case F16 -> HalfPrecision.narrowToFloat16(floats, halves, count);
            case BF16 -> HalfPrecision.narrowToBfloat16(floats, halves, count);
            default -> {
                bytes.asFloatBuffer().put(floats, 0, count);
                return;
            }
        }
        bytes.asShortBuffer().put(halves, 0, count);
    }

    private static void drain(ByteBuffer from, FileChannel channel) throws IOException {
        while (from.hasRemaining()) {
            channel.write(from);
        }
    }
}
