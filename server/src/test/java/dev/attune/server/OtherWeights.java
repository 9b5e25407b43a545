package dev.attune.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Another version of a small model in float32: its files, with the signs of some weights turned. */
record OtherWeights(Path model) {
    private static final String WEIGHTS = "model.safetensors";

    /** Writes the model into a folder, every {@code nth} weight with the other sign; 0 leaves all as they are. */
    void writeTo(Path folder, int nth) throws IOException {
        for (Path file : files()) {
            Files.copy(file, folder.resolve(file.getFileName().toString()));
        }
        Files.write(folder.resolve(WEIGHTS), turned(nth));
    }

    private byte[] turned(int nth) throws IOException {
        byte[] bytes = Files.readAllBytes(model.resolve(WEIGHTS));
        long header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
        // The sign of a float32 is the highest bit of its last byte.
        for (int last = (int) header + 8 + 3; nth > 0 && last < bytes.length; last += 4 * nth) {
            bytes[last] ^= (byte) 0x80;
        }
        return bytes;
    }

    private List<Path> files() {
        try (Stream<Path> all = Files.list(model)) {
            return all.filter(file -> !file.endsWith(WEIGHTS)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
