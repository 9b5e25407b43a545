package dev.attune.server.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The histograms that completions are counted in. Written on event loops, read by whoever looks. */
public final class RequestMeters {
    static final String MODEL_NAME = "model_name";

    private final MeterRegistry registry;
    private final Map<String, OfModel> models = new ConcurrentHashMap<>();

    RequestMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    void register(String modelName, int contextTokens) {
        models.put(modelName, new OfModel(registry, modelName, contextTokens));
    }

    /**
     * Begins to watch a request that a model shall answer.
     *
     * @param arrivedNs when it came, by {@link System#nanoTime}
     * @param completions how many it asked for
     * @throws IllegalStateException if no such model was announced
     */
    public RequestMeter begin(String modelName, long arrivedNs, int completions) {
        OfModel model = models.get(modelName);
        if (model == null) {
            throw new IllegalStateException("nothing is counted for the model " + modelName);
        }
        return new RequestMeter(model, arrivedNs, completions);
    }

    /** The meters of one model; all there from the beginning, so that rates start at 0. */
    static final class OfModel {
        final Timer firstToken;
        final Timer interToken;
        final Timer whole;
        final Timer queue;
        final DistributionSummary promptTokens;
        final DistributionSummary generationTokens;
        private final MeterRegistry registry;
        private final Tags tags;
        private final Map<String, Counter> ends = new ConcurrentHashMap<>();
        private final Map<Integer, Counter> failures = new ConcurrentHashMap<>();

        OfModel(MeterRegistry registry, String name, int contextTokens) {
            this.registry = registry;
            this.tags = Tags.of(MODEL_NAME, name);
            firstToken =
                    timer(MetricNames.TIME_TO_FIRST_TOKEN, "From the request to its first token.", Buckets.FIRST_TOKEN);
            interToken =
                    timer(MetricNames.INTER_TOKEN_LATENCY, "Between two tokens of a completion.", Buckets.INTER_TOKEN);
            whole = timer(MetricNames.E2E_LATENCY, "From the request to the end of a completion.", Buckets.REQUEST);
            queue = timer(MetricNames.QUEUE_TIME, "From the queue to the slot.", Buckets.REQUEST);
            double[] bounds = Buckets.tokens(contextTokens);
            promptTokens = tokens(MetricNames.REQUEST_PROMPT_TOKENS, "Prompt tokens of a completion.", bounds);
            generationTokens = tokens(MetricNames.REQUEST_GENERATION_TOKENS, "Tokens of a completion.", bounds);
            for (String reason : new String[] {"stop", "length", RequestMeter.ABORT}) {
                ended(reason);
            }
            failed(500);
        }

        Counter ended(String reason) {
            return ends.computeIfAbsent(reason, key -> Counter.builder(MetricNames.REQUEST_SUCCESS)
                    .description("Completions that ended, by reason; abort: the client went away.")
                    .tags(tags.and("finished_reason", key))
                    .register(registry));
        }

        Counter failed(int status) {
            return failures.computeIfAbsent(status, key -> Counter.builder(MetricNames.REQUEST_FAILURE)
                    .description("Requests that ended with an error after they were understood, by status,"
                            + " also where the error came in a stream.")
                    .tags(tags.and("status", Integer.toString(key)))
                    .register(registry));
        }

        private Timer timer(String name, String description, Duration[] bounds) {
            return Timer.builder(name)
                    .description(description)
                    .tags(tags)
                    .serviceLevelObjectives(bounds)
                    .register(registry);
        }

        private DistributionSummary tokens(String name, String description, double[] bounds) {
            return DistributionSummary.builder(name)
                    .description(description)
                    .tags(tags)
                    .serviceLevelObjectives(bounds)
                    .register(registry);
        }
    }
}
