package dev.attune.load.decode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How much of the cores other processes took since this was made: whether numbers come from a quiet machine. */
final class OtherLoad {
    private static final int IDLE = 3;
    private static final int IOWAIT = 4;
    /** User, nice, system, idle, iowait, irq, softirq, steal; what follows is counted in these already. */
    private static final int STATES = 8;

    private final int cores;
    private final long beganNs = System.nanoTime();
    private final Duration ownBefore = ownTime();
    private final Optional<long[]> before = ticks();

    OtherLoad(int cores) {
        this.cores = cores;
    }

    /** Share of all cores, 0…1; null where the system does not tell. */
    @Nullable
    Double share() {
        long[] after = ticks().orElse(null);
        if (before.isEmpty() || after == null) {
            return null;
        }
        double coreNs = (double) (System.nanoTime() - beganNs) * cores;
        double own = ownTime().minus(ownBefore).toNanos() / coreNs;
        return Math.min(1, Math.max(0, busyShare(before.get(), after) - own));
    }

    /** Share of the ticks between two readings in which cores had work. */
    static double busyShare(long[] before, long[] after) {
        long total = Arrays.stream(after).sum() - Arrays.stream(before).sum();
        long idle = after[IDLE] - before[IDLE] + after[IOWAIT] - before[IOWAIT];
        return total == 0 ? 0 : 1 - (double) idle / total;
    }

    private static Duration ownTime() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
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
