package dev.attune.serving.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * A stretch of a file mapped into memory, unmapped on close. One thread.
 *
 * <p>The plain mapping of the JDK ends when the garbage collector finds its buffer, which may be never while the heap is
 * small: all pages read so far would count as this process's memory, and a model would be in it twice. So the window
 * unmaps by hand, and its buffer must not leave the package nor outlive {@link #close()}.
 */
final class MappedWindow implements AutoCloseable {
    static final int MAX_BYTES = 32 << 20;

    private static final Mapping MAPPING =
            Runtime.version().feature() >= 22 ? new ArenaMapping() : new CleanerMapping();

    private final ByteBuffer bytes;
    private final Runnable unmap;

    MappedWindow(ByteBuffer bytes, Runnable unmap) {
        this.bytes = bytes;
        this.unmap = unmap;
    }

    /** Maps {@code size} ≤ {@link #MAX_BYTES} bytes from {@code position}, read-only. */
    static MappedWindow open(FileChannel channel, long position, long size) throws IOException {
        return MAPPING.map(channel, position, size);
    }

    ByteBuffer bytes() {
        return bytes;
    }

    @Override
    public void close() {
        unmap.run();
    }

    /** A way to map and to unmap again, as the running JDK offers it. */
    interface Mapping {
        MappedWindow map(FileChannel channel, long position, long size) throws IOException;
    }
}
