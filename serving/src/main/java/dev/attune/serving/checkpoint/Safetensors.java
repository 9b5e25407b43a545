package dev.attune.serving.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A safetensors file opened for reading: eight bytes of header length, a JSON header, the tensors' bytes. The header is
 * checked against the file before any tensor is touched. Safe for many threads; whoever opened it closes it.
 */
public final class Safetensors implements AutoCloseable {
    private final Path file;
    private final FileChannel channel;
    private final Map<String, TensorView> tensors;

    private Safetensors(Path file, FileChannel channel, Map<String, TensorView> tensors) {
        this.file = file;
        this.channel = channel;
        this.tensors = tensors;
    }

    /**
     * Opens the file.
     *
     * @throws CheckpointException naming the file, and the tensor where one is to blame
     */
    public static Safetensors open(Path file) {
        FileChannel channel;
        try {
            channel = FileChannel.open(file);
        } catch (IOException unreadable) {
            throw CheckpointException.in(file, "cannot be opened", unreadable);
        }
        try {
            return new Safetensors(file, channel, readHeader(file, channel));
        } catch (IOException unreadable) {
            closeAfter(unreadable, channel);
            throw CheckpointException.in(file, "cannot be read", unreadable);
        } catch (RuntimeException refused) {
            closeAfter(refused, channel);
            throw refused;
        }
    }

    /** The tensors' names in the order of the header. */
    public List<String> names() {
        return List.copyOf(tensors.keySet());
    }

    public boolean contains(String name) {
        return tensors.containsKey(name);
    }

    /**
     * The tensor of that name.
     *
     * @throws CheckpointException if the file holds no such tensor
     */
    public TensorView tensor(String name) {
        TensorView tensor = tensors.get(name);
        if (tensor == null) {
            throw CheckpointException.in(file, "holds no tensor " + name);
        }
        return tensor;
    }

    public Path file() {
        return file;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException broken) {
            throw CheckpointException.in(file, "cannot be closed", broken);
        }
    }

    private static Map<String, TensorView> readHeader(Path file, FileChannel channel) throws IOException {
        long fileBytes = channel.size();
        if (fileBytes < 8) {
            throw CheckpointException.in(file, "holds " + fileBytes + " bytes, not even a header's length");
        }
        long headerBytes =
                read(file, channel, 0, 8).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
        if (headerBytes < 2 || headerBytes > SafetensorsHeader.MAX_BYTES) {
            throw CheckpointException.in(
                    file,
                    "is not a safetensors file: its header would have " + Long.toUnsignedString(headerBytes)
                            + " bytes, at most " + SafetensorsHeader.MAX_BYTES + " are allowed");
        }
        if (headerBytes > fileBytes - 8) {
            throw CheckpointException.in(
                    file,
                    "is truncated: the header alone needs " + (headerBytes + 8) + " bytes, it holds " + fileBytes);
        }
        byte[] json = read(file, channel, 8, (int) headerBytes).array();
        long dataStart = 8 + headerBytes;
        Map<String, TensorView> tensors = new LinkedHashMap<>();
        SafetensorsHeader.parse(file, json, fileBytes)
                .entries()
                .forEach((name, entry) -> tensors.put(name, new TensorView(file, channel, entry, dataStart)));
        return tensors;
    }

    private static ByteBuffer read(Path file, FileChannel channel, long position, int size) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(size);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, position + bytes.position()) < 0) {
                throw CheckpointException.in(file, "shrank while it was read");
            }
        }
        return bytes.flip();
    }

    private static void closeAfter(Exception failure, FileChannel channel) {
        try {
            channel.close();
        } catch (IOException broken) {
            failure.addSuppressed(broken);
        }
    }
}
