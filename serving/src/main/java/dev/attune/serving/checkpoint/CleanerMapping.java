package dev.attune.serving.checkpoint;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;

/** Before Java 22: a mapped buffer, and the one method of {@code sun.misc.Unsafe} that frees it early. */
final class CleanerMapping implements MappedWindow.Mapping {
    private final Object unsafe;
    private final Method invokeCleaner;

    CleanerMapping() {
        try {
            Class<?> type = Class.forName("sun.misc.Unsafe");
            Field instance = type.getDeclaredField("theUnsafe");
            instance.setAccessible(true);
            this.unsafe = instance.get(null);
            this.invokeCleaner = type.getMethod("invokeCleaner", ByteBuffer.class);
        } catch (ReflectiveOperationException absent) {
            throw new IllegalStateException("this Java cannot unmap files", absent);
        }
    }

    @Override
    public MappedWindow map(FileChannel channel, long position, long size) throws IOException {
        MappedByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, position, size);
        return new MappedWindow(bytes, () -> unmap(bytes));
    }

    private void unmap(MappedByteBuffer bytes) {
        try {
            invokeCleaner.invoke(unsafe, bytes);
        } catch (IllegalAccessException | InvocationTargetException broken) {
            throw new IllegalStateException("a mapped window could not be unmapped", broken);
        }
    }
}
