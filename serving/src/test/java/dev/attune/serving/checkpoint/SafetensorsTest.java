package dev.attune.serving.checkpoint;

import static dev.attune.serving.checkpoint.SafetensorsFile.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SafetensorsTest {
    private final Path dir;

    SafetensorsTest(@TempDir Path dir) {
        this.dir = dir;
    }

    @Test
    void tensorsAreFoundByNameInTheHeadersOrder() throws IOException {
        String header = "{\"__metadata__\":{\"format\":\"pt\"},"
                + tensor("b", "I64", "[2]", 4, 20) + "," + tensor("a", "U8", "[2,2]", 0, 4) + ","
                + tensor("none", "F32", "[0,7]", 20, 20) + "," + tensor("scalar", "F32", "[]", 20, 24) + "}   ";
        ByteBuffer data = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        data.putInt(0x04030201).putLong(-5).putLong(1L << 40).putFloat(1.5f);
        try (Safetensors file = Safetensors.open(SafetensorsFile.write(dir.resolve("m"), header, data.array()))) {
            assertThat(file.names()).containsExactly("b", "a", "none", "scalar");
            assertThat(file.tensor("b").dtype()).isEqualTo(Dtype.I64);
            assertThat(file.tensor("b").bytes().getLong(8)).isEqualTo(1L << 40);
            assertThat(file.tensor("a").shape()).containsExactly(2, 2);
            assertThat(file.tensor("a").bytes().get(3)).isEqualTo((byte) 4);
            assertThat(file.tensor("none").bytes().remaining()).isZero();
            assertThat(file.tensor("none").toFloatArray()).isEmpty();
            assertThat(file.tensor("scalar").shape()).isEmpty();
            assertThat(file.tensor("scalar").toFloatArray()).containsExactly(1.5f);
        }
    }

    @Test
    void floatsOfAllWidthsAreReadInParts() throws IOException {
        Random random = new Random(7);
        int count = 20_000;
        ByteBuffer data = ByteBuffer.allocate(count * 16).order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (random.nextInt(4001) - 2000) / 8f * (i % 2 == 0 ? 0.125f : 1);
            data.putDouble(i * 8, values[i]).putFloat(count * 8 + i * 4, values[i]);
            data.putShort(count * 12 + i * 2, HalfPrecision.floatToFloat16(values[i]));
            data.putShort(count * 14 + i * 2, HalfPrecision.floatToBfloat16(values[i]));
        }
        String shape = "[" + count / 10 + ",10]";
        String header = "{" + tensor("d", "F64", shape, 0, count * 8L) + ","
                + tensor("f", "F32", shape, count * 8L, count * 12L) + ","
                + tensor("h", "F16", shape, count * 12L, count * 14L) + ","
                + tensor("b", "BF16", shape, count * 14L, count * 16L) + "}";
        try (Safetensors file = Safetensors.open(SafetensorsFile.write(dir.resolve("m"), header, data.array()))) {
            for (String name : file.names()) {
                float[] got = new float[count + 2];
                file.tensor(name).readFloats(9000, got, 9001, count - 9000);
                file.tensor(name).readFloats(0, got, 1, 9000);
                for (int i = 0; i < count; i++) {
                    float expected = name.equals("b") ? bfloat16(values[i]) : values[i];
                    assertThat(got[i + 1]).as("%s[%d]", name, i).isEqualTo(expected);
                }
                assertThat(got[0]).isZero();
                assertThat(got[count + 1]).isZero();
            }
            FloatBuffer direct =
                    ByteBuffer.allocateDirect(40).order(ByteOrder.nativeOrder()).asFloatBuffer();
            file.tensor("h").readFloats(count - 10, direct);
            assertThat(direct.hasRemaining()).isFalse();
            assertThat(direct.get(9)).isEqualTo(values[count - 1]);
            ByteBuffer raw = ByteBuffer.allocate(3);
            file.tensor("f").readBytes(1, raw);
            assertThat(raw.array()).isEqualTo(java.util.Arrays.copyOfRange(data.array(), count * 8 + 1, count * 8 + 4));
        }
    }

    @Test
    void tensorsBeyondTwoGigabytesAreReadInParts() throws IOException {
        long elements = (1L << 31) / 4 + 5_000_000;
        byte[] header = ("{" + tensor("small", "U8", "[3]", 0, 3) + ","
                        + tensor("large", "F32", "[" + elements + "]", 3, 3 + elements * 4) + "}")
                .getBytes(StandardCharsets.UTF_8);
        Path file = SafetensorsFile.write(dir.resolve("sparse"), header, new byte[3]);
        long start = 8L + header.length + 3;
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(start + elements * 4);
            sparse.seek(start + (elements - 1) * 4);
            sparse.writeInt(Integer.reverseBytes(Float.floatToIntBits(42f)));
        }
        try (Safetensors opened = Safetensors.open(file)) {
            float[] tail = new float[10_000_000];
            opened.tensor("large").readFloats(elements - tail.length, tail, 0, tail.length);
            assertThat(tail[tail.length - 1]).isEqualTo(42f);
            assertThat(tail[tail.length - 2]).isZero();
            assertThatExceptionOfType(CheckpointException.class)
                    .isThrownBy(() -> opened.tensor("large").bytes())
                    .withMessageContaining("tensor large: its " + elements * 4 + " bytes");
        }
    }

    @Test
    void lyingHeadersAreRefusedByName() throws IOException {
        refuses("{" + tensor("w", "F32", "[2]", 0, 8) + "}", 4, "tensor w: ends at byte", "holds only", "truncated");
        refuses("{" + tensor("w", "F32", "[2]", 1, 9) + "}", 9, "tensor w: leaves a gap of 1 bytes");
        refuses("{" + tensor("w", "F32", "[2]", 0, 8) + "}", 9, "the tensors end at byte", "the file holds");
        refuses("{" + tensor("w", "F32", "[3]", 0, 8) + "}", 8, "tensor w: shape [3] of F32 needs 12 bytes", "span 8");
        refuses("{" + tensor("w", "F32", "[4294967296,4294967296]", 0, 8) + "}", 8, "tensor w: shape", "beyond any");
        refuses("{" + tensor("w", "F32", "[-2]", 0, 8) + "}", 8, "tensor w: shape must hold whole numbers");
        refuses("{" + tensor("w", "F32", "[2.0]", 0, 8) + "}", 8, "tensor w: shape must hold whole numbers");
        refuses("{" + tensor("w", "F32", "7", 0, 8) + "}", 8, "tensor w: shape must be an array");
        refuses("{" + tensor("w", "F32", "[0]", 8, 0) + "}", 8, "tensor w: data_offsets must be [begin, end]");
        refuses("{" + tensor("w", "F8_E4M3", "[8]", 0, 8) + "}", 8, "tensor w: dtype must be one of", "F8_E4M3");
        refuses("{\"w\":3}", 8, "tensor w: dtype must be");
        String twice = tensor("w", "F32", "[2]", 0, 8);
        refuses("{" + twice + "," + twice + "}", 8, "tensor w: is listed twice");
        String overlapping = tensor("v", "F32", "[2]", 4, 12);
        refuses("{" + twice + "," + overlapping + "}", 12, "tensor v: overlaps the tensor before it");
        refuses("{\"w\":", 8, "the header is not JSON");
        refuses("[1]", 8, "the header is not a JSON object");
        refuses("{} {}", 0, "the header goes on after its JSON object");
    }

    @Test
    void filesThatAreNoSafetensorsAreRefused() throws IOException {
        refuses(Files.write(dir.resolve("empty"), new byte[3]), "holds 3 bytes, not even a header's length");
        Path zip = Files.writeString(dir.resolve("zip"), "PK\3\4 this is something else");
        refuses(zip, "is not a safetensors file", "at most 100000000");
        Path cut = Files.write(dir.resolve("cut"), new byte[] {100, 0, 0, 0, 0, 0, 0, 0, '{'});
        refuses(cut, "is truncated: the header alone needs 108 bytes, it holds 9");
        refuses(dir.resolve("absent"), "cannot be opened");
    }

    @Test
    void integersAreNotFloats() throws IOException {
        String header = "{" + tensor("ids", "I32", "[1]", 0, 4) + "}";
        try (Safetensors file = Safetensors.open(SafetensorsFile.write(dir.resolve("m"), header, new byte[4]))) {
            assertThatExceptionOfType(CheckpointException.class)
                    .isThrownBy(() -> file.tensor("ids").toFloatArray())
                    .withMessageContaining("tensor ids: holds I32 where floats are expected");
            assertThatExceptionOfType(CheckpointException.class)
                    .isThrownBy(() -> file.tensor("other"))
                    .withMessageContaining("holds no tensor other");
        }
    }

    private void refuses(String header, int dataBytes, String... parts) throws IOException {
        refuses(SafetensorsFile.write(dir.resolve("m"), header, new byte[dataBytes]), parts);
    }

    private static void refuses(Path file, String... parts) {
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> Safetensors.open(file))
                .withMessageContainingAll(parts)
                .withMessageContaining(file.toString());
    }

    private static float bfloat16(float value) {
        return Float.intBitsToFloat(HalfPrecision.floatToBfloat16(value) << 16);
    }
}
