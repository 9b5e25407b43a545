package dev.attune.serving.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The memory that serving a model takes, in bytes.
 *
 * @param plainWeights tensors kept as they are
 * @param preparedWeights matrices in the form that the processor multiplies by
 * @param cacheAtFirst keys and values when the first request comes
 * @param cacheAtMost keys and values when every slot is full
 */
public record MemoryPlan(long plainWeights, long preparedWeights, long cacheAtFirst, long cacheAtMost) {

    /** What a layout takes in a form, with so many slots of so many tokens. */
    public static MemoryPlan of(WeightLayout layout, WeightForm form, int slots, int contextTokens) {
        long plain = 0;
        long prepared = 0;
        for (WeightSpec spec : layout.specs()) {
            if (spec.linear()) {
                prepared += spec.elements() * form.bytes();
            } else if (spec.name().equals("embedding")) {
                plain += spec.elements() * (form == WeightForm.FLOAT32 ? 4 : 2);
                // A tied matrix is packed once more for the way out.
                prepared += layout.config().tiedEmbeddings() && form.packed() ? spec.elements() * form.bytes() : 0;
            } else {
                plain += spec.elements() * 4;
            }
        }
        long perToken = layout.config().cacheBytesPerToken(4);
        return new MemoryPlan(plain, prepared, perToken * KvCache.ROWS_AT_FIRST, perToken * slots * contextTokens);
    }

    /** Bytes that must be there to start. */
    public long neededToStart() {
        return plainWeights + preparedWeights + cacheAtFirst;
    }

    /**
     * Refuses to start without room.
     *
     * @param availableBytes what may be had, see {@link #availableBytes()}
     * @throws ModelException saying how much is needed and how much there is, if there is too little
     */
    public void requireRoom(long availableBytes) {
        if (neededToStart() > availableBytes) {
            throw new ModelException("not enough memory: the model needs " + megabytes(neededToStart()) + " to start, "
                    + megabytes(availableBytes) + " are available");
        }
    }

    /** One line for people. */
    public String sentence() {
        return "weights " + megabytes(plainWeights) + " plain and " + megabytes(preparedWeights) + " prepared, cache "
                + megabytes(cacheAtFirst) + " at first and at most " + megabytes(cacheAtMost);
    }

    /** Bytes this machine could give now without swapping; all there are numbers for where it does not say. */
    public static long availableBytes() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
                if (line.startsWith("MemAvailable:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
                }
            }
        } catch (IOException e) {
            // Not Linux: nothing is known, and the allocation itself will tell.
        }
        return Long.MAX_VALUE;
    }

    private static String megabytes(long bytes) {
        return String.format(java.util.Locale.ROOT, "%,.1f MB", bytes / 1e6);
    }
}
