package dev.attune.server.metrics;

import dev.attune.serving.engine.EngineStats;
import dev.attune.serving.engine.StepTimes;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** What the engine counts by itself, fetched whenever somebody looks. */
final class EngineMeters {
    private final PrometheusMeterRegistry registry;
    private final String modelName;
    private final Metrics.Engine engine;

    EngineMeters(PrometheusMeterRegistry registry, String modelName, Metrics.Engine engine) {
        this.registry = registry;
        this.modelName = modelName;
        this.engine = engine;
    }

    void register() {
        gauge(MetricNames.NUM_REQUESTS_RUNNING, "Completions that have a slot.", EngineStats::running);
        gauge(MetricNames.NUM_REQUESTS_WAITING, "Completions that wait for a slot.", EngineStats::waiting);
        gauge(MetricNames.KV_CACHE_USAGE, "Share of the KV cache in use; 1 is all of it.", EngineStats::cacheUsage);
        gauge(MetricNames.WEIGHTS_VERSION, "Version that new completions start on.", EngineStats::weightsVersion);
        count(MetricNames.PREFIX_CACHE_QUERIES, "Prompt tokens looked up in the cache.", EngineStats::admittedTokens);
        count(MetricNames.PREFIX_CACHE_HITS, "Prompt tokens found in the cache.", EngineStats::cachedTokens);
        count(
                MetricNames.PROMPT_TOKENS,
                "Prompt tokens processed, computed or from the cache.",
                stats -> stats.promptTokens() + stats.cachedTokens());
        count(MetricNames.GENERATION_TOKENS, "Completion tokens drawn.", EngineStats::generatedTokens);
        swaps("success", swaps -> swaps.swaps().get().adopted());
        swaps("failure", swaps -> swaps.swaps().get().failed());
        registry.getPrometheusRegistry().register(new Steps());
    }

    private void gauge(String name, String description, ToDoubleFunction<EngineStats> value) {
        Gauge.builder(name, engine, of -> value.applyAsDouble(of.stats().get()))
                .description(description)
                .tags(tags())
                .register(registry);
    }

    private void count(String name, String description, ToLongFunction<EngineStats> value) {
        FunctionCounter.builder(name, engine, of -> value.applyAsLong(of.stats().get()))
                .description(description)
                .tags(tags())
                .register(registry);
    }

    private void swaps(String result, ToDoubleFunction<Metrics.Engine> value) {
        FunctionCounter.builder(MetricNames.WEIGHT_SWAPS, engine, value)
                .description("Changes of the served weights while running.")
                .tags(tags().and("result", result))
                .register(registry);
    }

    private Tags tags() {
        return Tags.of(RequestMeters.MODEL_NAME, modelName);
    }

    /** Micrometer has no histogram that somebody else counts, the library below it has. */
    private final class Steps implements Collector {
        @Override
        public MetricSnapshot collect() {
            StepTimes.Counts counts = engine.stepTimes().get();
            double[] bounds = Arrays.copyOf(counts.boundsS(), counts.counts().length);
            bounds[bounds.length - 1] = Double.POSITIVE_INFINITY;
            return HistogramSnapshot.builder()
                    .name(MetricNames.STEP_DURATION)
                    .help("Time of one step of the engine, everybody's tokens together.")
                    .dataPoint(HistogramDataPointSnapshot.builder()
                            .classicHistogramBuckets(ClassicHistogramBuckets.of(
                                    Arrays.stream(bounds).boxed().toList(),
                                    Arrays.stream(counts.counts()).boxed().toList()))
                            .sum(counts.sumS())
                            .labels(Labels.of(RequestMeters.MODEL_NAME, modelName))
                            .build())
                    .build();
        }

        @Override
        public String getPrometheusName() {
            return MetricNames.STEP_DURATION;
        }
    }
}
