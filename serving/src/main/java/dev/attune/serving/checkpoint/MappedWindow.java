package dev.attune.serving.checkpoint;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;

/**
 * A stretch of a file mapped into memory, unmapped on close.
 *
 * <p>The JDK unmaps when the garbage collector finds the buffer, which may be never while the heap is small: all pages
 * read so far would count as this process's memory. So the window unmaps by hand, and its buffer must not leave the
 * package nor outlive {@link #close()}: touching it then ends the process.
 */
final class MappedWindow implements AutoCloseable {
    static final int MAX_BYTES = 32 << 20;

    private static final Optional<MethodHandle> UNMAP = findUnmap();

    private final MappedByteBuffer bytes;

    /** Maps {@code size} ≤ {@link #MAX_BYTES} bytes from {@code position}. */
    MappedWindow(FileChannel channel, long position, long size) throws IOException {
        this.bytes = channel.map(FileChannel.MapMode.READ_ONLY, position, size);
        bytes.order(ByteOrder.LITTLE_ENDIAN);
    }

    ByteBuffer bytes() {
        return bytes;
    }

    @Override
    public void close() {
        UNMAP.ifPresent(this::unmap);
    }

    private void unmap(MethodHandle handle) {
        try {
            handle.invoke((ByteBuffer) bytes);
        } catch (Throwable broken) {
            throw new IllegalStateException("a mapped window could not be unmapped", broken);
        }
    }

    /** {@code Unsafe.invokeCleaner}, found by name so that a runtime without it merely unmaps later. */
    private static Optional<MethodHandle> findUnmap() {
        try {
            Class<?> unsafe = Class.forName("sun.misc.Unsafe");
            Field instance = unsafe.getDeclaredField("theUnsafe");
            instance.setAccessible(true);
            return Optional.of(MethodHandles.lookup()
                    .findVirtual(unsafe, "invokeCleaner", MethodType.methodType(void.class, ByteBuffer.class))
                    .bindTo(instance.get(null)));
        } catch (ReflectiveOperationException | RuntimeException absent) {
            return Optional.empty();
        }
    }
}
