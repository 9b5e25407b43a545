package dev.attune.load.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How much of the cores other processes took since this was made: whether numbers come from a quiet machine. Made and asked by one
 * thread.
 */
public final class OtherLoad {
    private static final int IDLE = 3;
    private static final int IOWAIT = 4;
    /** User, nice, system, idle, iowait, irq, softirq, steal; what follows is counted in these already. */
    private static final int STATES = 8;

    private final int cores;
    private final List<ProcessHandle> own;
    private final long beganNs = System.nanoTime();
    private final Duration ownBefore;
    private final Optional<long[]> before = ticks();

    /** @param own processes that are no others */
    public OtherLoad(int cores, List<ProcessHandle> own) {
        this.cores = cores;
        this.own = List.copyOf(own);
        this.ownBefore = ownTime();
    }

    /** Share of all cores, 0…1; null where the system does not tell. */
    public @Nullable Double share() {
        long[] after = ticks().orElse(null);
        if (before.isEmpty() || after == null) {
            return null;
        }
        double coreNs = (double) (System.nanoTime() - beganNs) * cores;
        double ours = ownTime().minus(ownBefore).toNanos() / coreNs;
        return Math.min(1, Math.max(0, busyShare(before.get(), after) - ours));
    }

    /** Share of the ticks between two readings in which cores had work. */
    static double busyShare(long[] before, long[] after) {
        long total = Arrays.stream(after).sum() - Arrays.stream(before).sum();
        long idle = after[IDLE] - before[IDLE] + after[IOWAIT] - before[IOWAIT];
        return total == 0 ? 0 : 1 - (double) idle / total;
    }

    private Duration ownTime() {
        return own.stream()
                .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }

    private static Optional<long[]> ticks() {
        try {
            String all = Files.readAllLines(Path.of("/proc/stat")).get(0);
            return Optional.of(Arrays.stream(all.strip().split("\\s+", -1))
                    .skip(1)
                    .limit(STATES)
                    .mapToLong(Long::parseLong)
                    .toArray());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
