package dev.attune.server.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What comes over HTTP. Operations are those of the contract, so that no client can make up labels. */
public final class HttpMeters {
    private final MeterRegistry registry;
    private final Map<Key, Timer> timers = new ConcurrentHashMap<>();

    HttpMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Has the open connections looked at from now on. */
    public void connections(Supplier<Number> open) {
        Gauge.builder(MetricNames.HTTP_CONNECTIONS, open)
                .description("Open connections.")
                .register(registry);
    }

    /** Has the open streams looked at from now on. */
    public void streams(Supplier<Number> open) {
        Gauge.builder(MetricNames.HTTP_STREAMS, open)
                .description("Streamed completions being sent or waited for.")
                .register(registry);
    }

    /** A request was answered, or its client went away. */
    public void answered(String operation, int status, long durationNs) {
        timers.computeIfAbsent(new Key(operation, status), this::timer).record(durationNs, TimeUnit.NANOSECONDS);
    }

    private Timer timer(Key key) {
        return Timer.builder(MetricNames.HTTP_DURATION)
                .description("From a request's head to the end of its response.")
                .tag("operation", key.operation())
                .tag("status", Integer.toString(key.status()))
                .serviceLevelObjectives(Buckets.HTTP)
                .register(registry);
    }

    private record Key(String operation, int status) {}
}
