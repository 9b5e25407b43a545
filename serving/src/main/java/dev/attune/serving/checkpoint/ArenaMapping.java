package dev.attune.serving.checkpoint;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/** From Java 22 on: a mapping that lives as long as its arena. Called by name, since we compile for Java 17. */
final class ArenaMapping implements MappedWindow.Mapping {
    private final Method openArena;
    private final Method closeArena;
    private final Method map;
    private final Method asByteBuffer;

    ArenaMapping() {
        try {
            Class<?> arena = Class.forName("java.lang.foreign.Arena");
            this.openArena = arena.getMethod("ofConfined");
            this.closeArena = arena.getMethod("close");
            this.map = FileChannel.class.getMethod("map", FileChannel.MapMode.class, long.class, long.class, arena);
            this.asByteBuffer = Class.forName("java.lang.foreign.MemorySegment").getMethod("asByteBuffer");
        } catch (ReflectiveOperationException absent) {
            throw new IllegalStateException("this Java cannot unmap files", absent);
        }
    }

    @Override
    public MappedWindow map(FileChannel channel, long position, long size) throws IOException {
        Object arena = call(openArena, null);
        try {
            Object segment = call(map, channel, FileChannel.MapMode.READ_ONLY, position, size, arena);
            return new MappedWindow((ByteBuffer) call(asByteBuffer, segment), () -> close(arena));
        } catch (IOException | RuntimeException failed) {
            close(arena);
            throw failed;
        }
    }

    private void close(Object arena) {
        try {
            call(closeArena, arena);
        } catch (IOException broken) {
            throw new IllegalStateException("a mapped window could not be unmapped", broken);
        }
    }

    private static Object call(Method method, @Nullable Object target, Object... arguments) throws IOException {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException failed) {
            if (failed.getCause() instanceof IOException io) {
                throw io;
            }
            throw new IllegalStateException(failed.getCause());
        } catch (IllegalAccessException closed) {
            throw new IllegalStateException(closed);
        }
    }
}
