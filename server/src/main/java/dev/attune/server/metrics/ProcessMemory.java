package dev.attune.server.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the process holds in memory, Java's heap and everything beside it. Only where the system says so in {@code /proc}. */
final class ProcessMemory {
    private static final Path STATUS = Path.of("/proc/self/status");

    private ProcessMemory() {}

    static void bindTo(MeterRegistry registry) {
        if (Files.isReadable(STATUS)) {
            Gauge.builder(MetricNames.RESIDENT_MEMORY, ProcessMemory::residentBytes)
                    .description("Memory of the process that is in RAM.")
                    .register(registry);
            Gauge.builder(MetricNames.NATIVE_MEMORY, ProcessMemory::nativeBytes)
                    .description("Memory in RAM without the Java heap: weights, caches, code, threads.")
                    .register(registry);
        }
    }

    private static double nativeBytes() {
        return Math.max(0, residentBytes() - Runtime.getRuntime().totalMemory());
    }

    private static double residentBytes() {
        try (var lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToDouble(line -> 1024.0 * Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(Double.NaN);
        } catch (IOException e) {
            return Double.NaN;
        }
    }
}
