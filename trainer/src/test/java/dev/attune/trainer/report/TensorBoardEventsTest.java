package dev.attune.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorBoardEventsTest {
    private final Clock clock = Clock.fixed(Instant.ofEpochMilli(1_700_000_000_500L), ZoneOffset.UTC);

    private final Path folder;

    TensorBoardEventsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void checksumsAreThoseOfAnImplementationBitByBit() {
        byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
        assertThat(crc32c(digits)).isEqualTo(0xe3069283);
        assertThat(TensorBoardEvents.maskedChecksum(digits)).isEqualTo(masked(crc32c(digits)));
    }

    @Test
    void everyRecordIsFramedAndChecksummed() throws Exception {
        List<byte[]> records = write();
        assertThat(records).hasSize(3);
    }

    @Test
    void theFirstRecordNamesTheFormat() throws Exception {
        assertThat(new String(write().get(0), StandardCharsets.ISO_8859_1)).endsWith("brain.Event:2");
    }

    @Test
    void aScalarIsEncodedAsTheSchemaSays() throws Exception {
        ByteBuffer expected = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        expected.put((byte) (1 << 3 | 1)).putDouble(1_700_000_000.5);
        expected.put((byte) (2 << 3)).put((byte) 0xac).put((byte) 2);
        expected.put((byte) (5 << 3 | 2)).put((byte) 13);
        expected.put((byte) (1 << 3 | 2)).put((byte) 11);
        expected.put((byte) (1 << 3 | 2)).put((byte) 4).put("loss".getBytes(StandardCharsets.US_ASCII));
        expected.put((byte) (2 << 3 | 5)).putFloat(1.5f);
        byte[] bytes = new byte[expected.position()];
        expected.flip().get(bytes);
        assertThat(write().get(2)).isEqualTo(bytes);
    }

    private List<byte[]> write() throws Exception {
        try (TensorBoardEvents events = new TensorBoardEvents(folder, 1, clock)) {
            events.scalars(300, Map.of("loss", 1.5));
        }
        try (var files = Files.list(folder)) {
            return records(Files.readAllBytes(files.findFirst().orElseThrow()));
        }
    }

    private static List<byte[]> records(byte[] file) {
        ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        List<byte[]> records = new ArrayList<>();
        while (in.hasRemaining()) {
            byte[] length = new byte[8];
            in.get(length);
            assertThat(in.getInt()).isEqualTo(masked(crc32c(length)));
            byte[] content = new byte
                    [(int) ByteBuffer.wrap(length)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .getLong()];
            in.get(content);
            assertThat(in.getInt()).isEqualTo(masked(crc32c(content)));
            records.add(content);
        }
        return records;
    }

    private static int masked(int checksum) {
        return ((checksum >>> 15) | (checksum << 17)) + 0xa282ead8;
    }

    /** Castagnoli's polynomial, one bit at a time. */
    private static int crc32c(byte[] bytes) {
        int rest = ~0;
        for (byte b : bytes) {
            rest ^= b & 0xff;
            for (int bit = 0; bit < 8; bit++) {
                rest = (rest >>> 1) ^ ((rest & 1) == 1 ? 0x82f63b78 : 0);
            }
        }
        return ~rest;
    }
}
