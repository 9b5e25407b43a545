package dev.attune.server.training;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The most memory the trainer's process may take, Java's heap, tensors and everything else together. The kernel keeps it: Linux counts what
 * a process can write and shares with nobody (RLIMIT_DATA of getrlimit(2), private mappings since 4.7), and an allocation beyond
 * it fails, which ends a cycle and not the server. Immutable.
 *
 * @param mb of it, mebibytes
 * @param kept whether this system can keep it; without, nothing limits what lies beside the heap
 */
public record MemoryLimit(int mb, boolean kept) {
    private static final long LEAST_BY_DEFAULT_MB = 3072;
    private static final List<String> SHORT_OF_MEMORY = List.of(
            "insufficient memory for the java runtime",
            "annot allocate memory",
            "an't allocate memory",
            "could not reserve enough space",
            "outofmemoryerror",
            "out of memory: ",
            "bad_alloc");

    /**
     * What was asked for; if nothing was, half of the memory that this machine, or this container, has, but no less than a cycle of the
     * default model needs.
     */
    public static MemoryLimit of(OptionalInt asked) {
        boolean linux = System.getProperty("os.name").equals("Linux");
        return new MemoryLimit(asked.orElseGet(MemoryLimit::halfOfThisMachine), linux && Programs.has("sh"));
    }

    /** Words before a command that runs it within the limit. A lower one that is there already stays. */
    List<String> words() {
        return kept ? List.of("sh", "-c", "ulimit -d \"$0\"; exec \"$@\"", Long.toString(1024L * mb)) : List.of();
    }

    /** Whether a line that the process left says that it found no memory, and if so which limit that was. */
    Optional<String> blamedBy(String line, int heapMb) {
        String said = line.toLowerCase(Locale.ROOT);
        if (SHORT_OF_MEMORY.stream().noneMatch(said::contains)) {
            return Optional.empty();
        }
        if (said.contains("java heap space") || said.contains("training.heap-mb")) {
            return Optional.of("out of memory, training.heap-mb is " + heapMb);
        }
        return Optional.of(kept ? "out of memory, training.memory-mb is " + mb : "out of memory");
    }

    private static int halfOfThisMachine() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return (int) Math.max(LEAST_BY_DEFAULT_MB, Math.min(Integer.MAX_VALUE, system.getTotalMemorySize() / 2 >> 20));
    }
}
