package dev.attune.load.decode;

import dev.attune.serving.model.MemoryReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * How fast the machine reads memory, measured again and again while something else is measured. Several ways of reading
 * compete; the one whose median is largest stands for the machine. One thread, which closes it.
 */
final class ReadBandwidth implements AutoCloseable {
    private static final int PASSES = 6;

    private final long bytes;
    private final MemoryReader reader;
    private final ExecutorService readers;
    private final int threads;
    private final long[] block;
    private final Map<String, List<Double>> samples = new LinkedHashMap<>();
    private long sink;

    /**
     * @param bytes of the block, much more than the last cache holds
     * @param reader over a block of the same size
     */
    ReadBandwidth(long bytes, MemoryReader reader, int threads) {
        this.bytes = bytes;
        this.reader = reader;
        this.threads = threads;
        this.block = new long[(int) (bytes / Long.BYTES)];
        java.util.Arrays.fill(block, 1);
        this.readers = Executors.newFixedThreadPool(threads, work -> {
            Thread thread = new Thread(work, "memory-reader");
            thread.setDaemon(true);
            return thread;
        });
        measure();
        samples.clear();
    }

    /** A few passes in every way. */
    void measure() {
        time("torch sum, " + threads + " threads", () -> reader.read());
        time("Java sum, 1 thread", () -> sink += sum(0, block.length));
        if (threads > 1) {
            time("Java sum, " + threads + " threads", this::sumTogether);
        }
    }

    /** GB/s by way of reading. */
    Map<String, Spread> all() {
        Map<String, Spread> spreads = new LinkedHashMap<>();
        samples.forEach((way, values) -> spreads.put(way, Spread.of(values)));
        return spreads;
    }

    @Override
    public void close() {
        readers.shutdownNow();
        reader.close();
        if (sink == 0) {
            throw new IllegalStateException("the block was never read");
        }
    }

    private void time(String way, Runnable pass) {
        for (int i = 0; i < PASSES; i++) {
            long began = System.nanoTime();
            pass.run();
            double gigabytes = (double) bytes / (System.nanoTime() - began);
            samples.computeIfAbsent(way, w -> new ArrayList<>()).add(gigabytes);
        }
    }

    private void sumTogether() {
        List<Callable<Long>> parts = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int from = (int) ((long) block.length * i / threads);
            int to = (int) ((long) block.length * (i + 1) / threads);
            parts.add(() -> sum(from, to));
        }
        try {
            for (Future<Long> part : readers.invokeAll(parts)) {
                sink += part.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while reading memory", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Four sums at once: one alone would wait for its own additions. */
    private long sum(int from, int to) {
        long a = 0;
        long b = 0;
        long c = 0;
        long d = 0;
        for (int i = from; i + 3 < to; i += 4) {
            a += block[i];
            b += block[i + 1];
            c += block[i + 2];
            d += block[i + 3];
        }
        return a + b + c + d;
    }
}
