package dev.attune.serving.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Prints how fast tensors become float32 in memory (file in the page cache) and what the process took at its peak. */
final class ReadSpeed {
    private static final int ELEMENTS = 64 << 20;

    private ReadSpeed() {}

    public static void main(String[] args) throws IOException {
        Path file = Files.createTempFile("read-speed", ".safetensors");
        try {
            write(file);
            FloatBuffer target = ByteBuffer.allocateDirect(ELEMENTS * 4)
                    .order(ByteOrder.nativeOrder())
                    .asFloatBuffer();
            try (Safetensors opened = Safetensors.open(file)) {
                for (String name : opened.names()) {
                    System.out.printf("%-5s %.2f GB/s%n", name, bestOf(5, opened.tensor(name), target));
                }
            }
            Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmHWM") || line.startsWith("VmRSS"))
                    .forEach(System.out::println);
        } finally {
            Files.delete(file);
        }
    }

    /** Bytes on disk per nanosecond, the best of some rounds. */
    private static double bestOf(int rounds, TensorView tensor, FloatBuffer target) {
        double best = 0;
        for (int i = 0; i < rounds; i++) {
            long start = System.nanoTime();
            tensor.readFloats(0, target.clear());
            best = Math.max(best, (double) tensor.byteSize() / (System.nanoTime() - start));
        }
        return best;
    }

    private static void write(Path file) {
        float[] block = new float[ELEMENTS];
        Random random = new Random(1);
        for (int i = 0; i < block.length; i++) {
            block[i] = (float) random.nextGaussian() * 0.02f;
        }
        long start = System.nanoTime();
        SafetensorsWriter.write(
                file, List.of(tensor(Dtype.F32, block), tensor(Dtype.F16, block), tensor(Dtype.BF16, block)));
        System.out.printf("write %.2f GB/s, synced%n", 8.0 * ELEMENTS / (System.nanoTime() - start));
    }

    private static SafetensorsWriter.Tensor tensor(Dtype dtype, float[] values) {
        return new SafetensorsWriter.Tensor(
                dtype.name(), dtype, new long[] {values.length}, () -> FloatBuffer.wrap(values));
    }
}
