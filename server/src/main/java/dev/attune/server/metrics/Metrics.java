package dev.attune.server.metrics;

import dev.attune.feedback.CompletionBuffer;
import dev.attune.serving.engine.EngineStats;
import dev.attune.serving.engine.StepTimes;
import dev.attune.serving.engine.SwapCounts;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmInfoMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.function.Supplier;

/**
 * All numbers of this process, and the page they are read from. One for the whole server, made first and closed last; safe on
 * any thread. What the engine counts is read from it when somebody looks, so that the decode thread knows nothing of this.
 */
public final class Metrics implements AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final RequestMeters requests = new RequestMeters(registry);
    private final HttpMeters http = new HttpMeters(registry);
    private final FeedbackMeters feedback = new FeedbackMeters(registry);

    public Metrics() {
        new JvmInfoMetrics().bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        collections.bindTo(registry);
        ProcessMemory.bindTo(registry);
        // Micrometer knows an info metric by the dot.
        Gauge.builder(MetricNames.BUILD_INFO.replace("_info", ".info"), () -> 1)
                .description("Always 1; the labels say what runs.")
                .tag("version", version())
                .register(registry);
    }

    /** What an engine can be asked, on any thread, without making it wait. */
    public record Engine(
            Supplier<EngineStats> stats, Supplier<StepTimes.Counts> stepTimes, Supplier<SwapCounts> swaps) {}

    /** From now on this model is answered with. */
    public void serving(String modelName, int contextTokens, Engine engine) {
        new EngineMeters(registry, modelName, engine).register();
        requests.register(modelName, contextTokens);
    }

    /** Has it counted how many answers reach the store that they are judged from, and how many are lost on the way. */
    public void keeping(CompletionBuffer completions) {
        FunctionCounter.builder(MetricNames.COMPLETIONS_SAVED, completions, CompletionBuffer::saved)
                .description("Answers that were kept.")
                .register(registry);
        FunctionCounter.builder(MetricNames.COMPLETIONS_DROPPED, completions, CompletionBuffer::dropped)
                .description("Answers that were not kept: too many waited, or the store refused them.")
                .register(registry);
    }

    /** From now on what the trainer says is shown as well. */
    public void training(Supplier<TrainingNumbers> newest) {
        registry.getPrometheusRegistry().register(new TrainingMeters(newest));
    }

    /** Where chat requests are counted. */
    public RequestMeters requests() {
        return requests;
    }

    /** Where feedback is counted. */
    public FeedbackMeters feedback() {
        return feedback;
    }

    /** Where everything that comes over HTTP is counted. */
    public HttpMeters http() {
        return http;
    }

    /** Everything, in the given format. Takes milliseconds: not for an event loop. */
    String scrape(String contentType) {
        return registry.scrape(contentType);
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }

    private static String version() {
        String version = Metrics.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
