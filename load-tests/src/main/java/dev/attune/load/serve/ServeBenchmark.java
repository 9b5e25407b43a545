package dev.attune.load.serve;

import dev.attune.load.client.Call;
import dev.attune.load.client.Outcome;
import dev.attune.load.client.StreamClient;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** One run: prompts, a first request to see that it works, warm-up, the run itself. One thread. */
final class ServeBenchmark {
    private final ServePlan plan;
    private final Consumer<String> progress;

    ServeBenchmark(ServePlan plan, Consumer<String> progress) {
        this.plan = plan;
        this.progress = progress;
    }

    /**
     * What came of it.
     *
     * @param outcomes in the order of the requests
     */
    record Result(String model, ServeMetrics metrics, List<Outcome> outcomes) {}

    Result run() throws IOException {
        ServerFacts server = new ServerFacts(plan.target());
        String model = server.model();
        List<Call> calls = RandomPrompts.of(plan, model, server).calls();
        ServePlan.Traffic traffic = plan.traffic();
        int concurrency = traffic.maxConcurrency().orElse(Integer.MAX_VALUE);
        try (StreamClient client = client(concurrency)) {
            Call first = calls.get(0).at(0);
            requireSuccess(client.run(List.of(first)).get(0));
            client.run(Collections.nCopies(traffic.warmups(), first));
            progress.accept(String.format(
                    Locale.ROOT,
                    "%d requests to %s at %s a second, burstiness %s",
                    calls.size(),
                    plan.target().url(),
                    traffic.rate(),
                    traffic.burstiness()));
            long startNs = System.nanoTime();
            List<Outcome> outcomes = client.run(calls);
            double durationS = (System.nanoTime() - startNs) / 1e9;
            return new Result(
                    model, ServeMetrics.of(outcomes, durationS, plan.account().goodput()), outcomes);
        }
    }

    private StreamClient client(int concurrency) throws IOException {
        ServePlan.Target target = plan.target();
        return new StreamClient(
                target.url(), target.headers(), concurrency, plan.traffic().timeout());
    }

    /** Asked once before a thousand times. */
    private static void requireSuccess(Outcome outcome) {
        if (outcome.error() != null) {
            throw new IllegalArgumentException("The first request failed: " + outcome.error());
        }
    }
}
