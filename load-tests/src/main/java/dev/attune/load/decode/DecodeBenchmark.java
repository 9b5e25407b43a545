package dev.attune.load.decode;

import dev.attune.load.decode.Generations.Step;
import dev.attune.serving.ModelProbe;
import dev.attune.serving.ServingOptions;
import dev.attune.serving.engine.EngineLimits;
import dev.attune.serving.model.WeightForm;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * One run: rounds of prefill and decoding with every number of sequences, reads of memory before, between and after, so
 * that a slow moment of the machine falls on all of them. One thread.
 */
final class DecodeBenchmark {
    private static final int ERROR_SEQUENCES = 2;
    private static final int ERROR_TOKENS = 128;

    private final DecodePlan plan;
    private final Machine machine;
    private final Consumer<String> progress;
    private final Map<Integer, List<Step>> decode = new TreeMap<>();
    private final List<Step> prefill = new ArrayList<>();

    DecodeBenchmark(DecodePlan plan, Machine machine, Consumer<String> progress) {
        this.plan = plan;
        this.machine = machine;
        this.progress = progress;
    }

    DecodeReport run() {
        try (ModelProbe probe = open(plan.weights())) {
            Measured measured = measure(probe);
            LogitError error = probe.form() == WeightForm.INT8 ? int8Error(probe) : null;
            return DecodeReport.of(plan, machine, probe, measured, error);
        }
    }

    /**
     * What was timed.
     *
     * @param decode steps by number of sequences
     * @param prefill steps of one prompt each
     * @param reads GB/s by way of reading
     * @param neighbour speed beside a neighbour over speed alone, by number of sequences
     */
    record Measured(
            Map<Integer, List<Step>> decode,
            List<Step> prefill,
            Map<String, Spread> reads,
            Map<Integer, Double> neighbour) {}

    private ModelProbe open(String weights) {
        EngineLimits limits = Generations.limits(plan);
        return ModelProbe.open(plan.model(), new ServingOptions(plan.device(), weights, plan.threads(), limits, 1));
    }

    private Measured measure(ModelProbe probe) {
        Generations generations = new Generations(probe.engine(), probe.config().vocabSize(), plan);
        warmUp(generations);
        long bytes = Math.min(1L << 30, Math.max(256L << 20, 8 * machine.cacheBytes()));
        try (ReadBandwidth reads = new ReadBandwidth(bytes, probe.memoryReader(bytes), probe.threads())) {
            for (int round = 1; round <= plan.rounds(); round++) {
                progress.accept("round " + round + " of " + plan.rounds());
                round(generations, reads);
            }
            reads.measure();
            Map<Integer, Double> neighbour = plan.neighbour() ? besideNeighbour(generations) : Map.of();
            return new Measured(decode, prefill, reads.all(), neighbour);
        }
    }

    private void warmUp(Generations generations) {
        progress.accept("warming up");
        generations.prefill();
        generations.decode(plan.largestBatch(), 2);
        generations.decode(plan.batches().get(0), DecodePlan.STEPS);
    }

    private void round(Generations generations, ReadBandwidth reads) {
        prefill.add(generations.prefill());
        for (int batch : plan.batches()) {
            reads.measure();
            List<Step> steps = decode.computeIfAbsent(batch, b -> new ArrayList<>());
            double left = plan.seconds();
            while (left > 0) {
                List<Step> more = generations.decode(batch, DecodePlan.STEPS);
                steps.addAll(more);
                left -= more.stream().mapToLong(Step::ns).sum() / 1e9;
            }
            prefill.add(generations.prefill());
        }
    }

    /** Alone and beside the neighbour by turns. */
    private Map<Integer, Double> besideNeighbour(Generations generations) {
        progress.accept("beside a busy neighbour");
        int sequences = 1;
        List<Double> ratios = new ArrayList<>();
        for (int turn = 0; turn < 4 * plan.rounds(); turn++) {
            double alone = medianNs(generations.decode(sequences, DecodePlan.STEPS));
            try (IdleNeighbour busy = IdleNeighbour.start(machine.cores())) {
                ratios.add(alone / medianNs(generations.decode(sequences, DecodePlan.STEPS)));
            }
        }
        return Map.of(sequences, Spread.of(ratios).median());
    }

    private static double medianNs(List<Step> steps) {
        return Spread.of(steps.stream().map(step -> (double) step.ns()).toList())
                .median();
    }

    private LogitError int8Error(ModelProbe probe) {
        progress.accept("comparing with float32");
        int vocabulary = probe.config().vocabSize();
        Random random = new Random(2);
        try (ModelProbe reference = open(WeightForm.FLOAT32.flag())) {
            List<LogitError> errors = new ArrayList<>();
            for (int i = 0; i < ERROR_SEQUENCES; i++) {
                int[] ids = random.ints(ERROR_TOKENS, 0, vocabulary).toArray();
                errors.add(LogitError.between(reference.logits(ids), probe.logits(ids), vocabulary));
            }
            return LogitError.together(errors);
        }
    }
}
