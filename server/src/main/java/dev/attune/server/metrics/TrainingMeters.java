package dev.attune.server.metrics;

import dev.attune.feedback.training.TrainingMetrics;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * What the trainer said last, each number under its own name: {@code objective/kl} as {@code attune_training_objective_kl}. Names
 * come with the numbers, so whatever a trainer reports is shown; those that every trainer reports are there from the beginning, as
 * NaN.
 */
final class TrainingMeters implements MultiCollector {
    private static final String PREFIX = "attune_training_";

    private final Supplier<TrainingNumbers> newest;

    TrainingMeters(Supplier<TrainingNumbers> newest) {
        this.newest = newest;
    }

    @Override
    public MetricSnapshots collect() {
        TrainingNumbers now = newest.get();
        List<MetricSnapshot> all = new ArrayList<>();
        Map<String, Double> byName = new TreeMap<>();
        TrainingMetrics.POLICY.forEach(name -> byName.put(PREFIX + plain(name), Double.NaN));
        now.metrics().forEach((name, value) -> byName.put(PREFIX + plain(name), value));
        byName.forEach((name, value) -> all.add(gauge(name, "As the trainer said last, under TRL's name.", value)));
        all.removeIf(each -> MetricNames.OF_TRAINING.contains(each.getMetadata().getName()));
        all.add(gauge(MetricNames.TRAINING_CYCLE, "The cycle at work, or the last one.", now.cycle()));
        all.add(gauge(MetricNames.TRAINING_STEP, "The step of the stage at work.", now.step()));
        all.add(gauge(MetricNames.TRAINER_UP, "Whether the server's own trainer runs.", now.trainerAlive() ? 1 : 0));
        all.add(starts(now.trainerStarts()));
        all.add(states(now));
        return new MetricSnapshots(all);
    }

    /** What Prometheus takes as a name. */
    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_").replaceAll("^_|_$", "");
    }

    private static GaugeSnapshot gauge(String name, String help, double value) {
        return GaugeSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(GaugeDataPointSnapshot.builder().value(value).build())
                .build();
    }

    private static CounterSnapshot starts(long starts) {
        return CounterSnapshot.builder()
                .name(MetricNames.TRAINER_STARTS.replace("_total", ""))
                .help("How often the server started its trainer.")
                .dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                        .value(starts)
                        .build())
                .build();
    }

    private static GaugeSnapshot states(TrainingNumbers now) {
        GaugeSnapshot.Builder states = GaugeSnapshot.builder()
                .name(MetricNames.TRAINING_STATE)
                .help("1 for what the trainer does, 0 for the rest.");
        for (String state : now.states()) {
            states.dataPoint(GaugeDataPointSnapshot.builder()
                    .labels(Labels.of("state", state))
                    .value(state.equals(now.state()) ? 1 : 0)
                    .build());
        }
        return states.build();
    }
}
