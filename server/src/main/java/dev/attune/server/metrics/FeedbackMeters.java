package dev.attune.server.metrics;

import dev.attune.feedback.FeedbackUnavailableException;
import dev.attune.feedback.Receipt;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Counts what people say of answers, and what becomes of it. Safe on any thread. */
public final class FeedbackMeters {
    private static final List<String> KINDS =
            List.of("thumb", "ranking", "comparison", "demonstration", "correction", "retraction");
    private static final List<String> REFUSALS = List.of(
            "conflict",
            "unknown",
            "foreign",
            "expired",
            "different_prompts",
            "too_many_revisions",
            "erased",
            "unavailable");
    private static final int PULSE_LIMIT_MS = 1_000;

    private final MeterRegistry registry;
    private final Map<String, Counter> held = new TreeMap<>();
    private final Map<String, Counter> refused = new TreeMap<>();

    FeedbackMeters(MeterRegistry registry) {
        this.registry = registry;
        for (String kind : KINDS) {
            held.put(
                    kind,
                    Counter.builder(MetricNames.FEEDBACK)
                            .description("What people said of answers and is on disk; a repeated request counts once.")
                            .tag("kind", kind)
                            .register(registry));
        }
        for (String reason : REFUSALS) {
            refused.put(
                    reason,
                    Counter.builder(MetricNames.FEEDBACK_REFUSED)
                            .description("What people said of answers and was not taken.")
                            .tag("reason", reason)
                            .register(registry));
        }
    }

    /** Redis has decided about something of this kind. */
    public void decided(String kind, Receipt receipt) {
        if (receipt instanceof Receipt.Accepted) {
            Objects.requireNonNull(held.get(kind)).increment();
        } else if (!(receipt instanceof Receipt.Replayed)) {
            Objects.requireNonNull(refused.get(reason(receipt))).increment();
        }
    }

    /** Redis could not decide, or something else went wrong. */
    public void failed(Throwable failure) {
        if (failure instanceof FeedbackUnavailableException) {
            Objects.requireNonNull(refused.get("unavailable")).increment();
        }
    }

    /**
     * Has it shown whether Redis answers.
     *
     * @param pulse completes if so; asked when somebody looks at the numbers, which may wait a moment
     */
    public void watch(Supplier<CompletionStage<Void>> pulse) {
        Gauge.builder(MetricNames.REDIS_UP, () -> beats(pulse))
                .description("1 while the Redis that keeps answers and feedback answers, else 0.")
                .register(registry);
    }

    private static int beats(Supplier<CompletionStage<Void>> pulse) {
        return pulse.get()
                .toCompletableFuture()
                .handle((there, failure) -> failure == null ? 1 : 0)
                .completeOnTimeout(0, PULSE_LIMIT_MS, TimeUnit.MILLISECONDS)
                .join();
    }

    /** The kind of refusal is the name of its record: {@code DifferentPrompts} is {@code different_prompts}. */
    private static String reason(Receipt receipt) {
        return receipt.getClass()
                .getSimpleName()
                .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
                .toLowerCase(java.util.Locale.ROOT);
    }
}
