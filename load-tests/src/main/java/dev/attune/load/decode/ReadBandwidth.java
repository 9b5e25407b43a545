package dev.attune.load.decode;

import dev.attune.load.measure.Spread;
import dev.attune.serving.model.MemoryReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * How fast the machine reads memory, measured again and again while something else is measured. Several ways of reading
 * compete; the one whose median is largest stands for the machine. One thread, which closes it.
 */
final class ReadBandwidth implements AutoCloseable {
    /** One part is one sample: short, so that other processes seldom cut into it. */
    private static final long PART_BYTES = 64L << 20;

    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(1);
    /** The processor fetches whole cache lines of 64 bytes: one word of each is enough to read them all. */
    private static final int LINE = 64 / Long.BYTES;

    private final MemoryReader reader;
    private final ExecutorService helpers;
    private final int threads;
    private final int parts;
    private final long[] block;
    private final Map<String, List<Double>> samples = new LinkedHashMap<>();
    private long sink;

    /**
     * @param bytes of the block, much more than the last cache holds
     * @param reader over a block of the same size; closed with this
     * @param threads that a forward pass uses; 0 if the reader's memory is not the processor's
     */
    ReadBandwidth(long bytes, MemoryReader reader, int threads) {
        this.reader = reader;
        this.threads = threads;
        this.parts = threads == 0 ? 1 : (int) (bytes / PART_BYTES);
        this.block = new long[threads == 0 ? 0 : (int) (parts * PART_BYTES / Long.BYTES)];
        Arrays.fill(block, 1);
        this.helpers = Executors.newFixedThreadPool(Math.max(1, threads), work -> {
            Thread thread = new Thread(work, "memory-reader");
            thread.setDaemon(true);
            return thread;
        });
        measure();
        measure();
        samples.clear();
    }

    /** Goes through the block in every way, a sample a part. */
    void measure() {
        time("torch" + with(threads), part -> reader.read(part, parts));
        if (threads > 0) {
            time("Java" + with(1), part -> readPart(part, 1));
        }
        if (threads > 1) {
            time("Java" + with(threads), part -> readPart(part, threads));
        }
    }

    /** GB/s by way of reading. */
    Map<String, Spread> ways() {
        Map<String, Spread> spreads = new LinkedHashMap<>();
        samples.forEach((way, values) -> spreads.put(way, Spread.of(values)));
        return spreads;
    }

    @Override
    public void close() {
        helpers.shutdownNow();
        reader.close();
        if (threads > 0 && sink == 0) {
            throw new IllegalStateException("the block was never read");
        }
    }

    private static String with(int threads) {
        return threads == 0 ? "" : threads == 1 ? ", 1 thread" : ", " + threads + " threads";
    }

    /** Reads one part and says how many bytes it has. */
    private interface Pass {
        long read(int part);
    }

    private void time(String way, Pass pass) {
        List<Double> gigabytesPerSecond = samples.computeIfAbsent(way, w -> new ArrayList<>());
        for (int part = 0; part < parts; part++) {
            LockSupport.parkNanos(PAUSE_NS);
            long began = System.nanoTime();
            long bytes = pass.read(part);
            gigabytesPerSecond.add((double) bytes / (System.nanoTime() - began));
        }
    }

    private long readPart(int part, int shares) {
        int words = (int) (PART_BYTES / Long.BYTES);
        int share = words / shares;
        int first = part * words;
        if (shares == 1) {
            sink += sum(first, first + words);
        } else {
            List<Future<Long>> others = IntStream.range(0, shares)
                    .mapToObj(i -> helpers.submit(() -> sum(first + i * share, first + (i + 1) * share)))
                    .toList();
            others.forEach(other -> sink += result(other));
        }
        return (long) shares * share * Long.BYTES;
    }

    private long sum(int from, int to) {
        long[] words = block;
        long sum = 0;
        for (int i = from; i < to; i += LINE) {
            sum += words[i];
        }
        return sum;
    }

    private static long result(Future<Long> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while reading memory", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
