package dev.attune.load.decode;

import dev.attune.load.decode.DecodeReport.Measured;
import dev.attune.load.decode.DecodeReport.Setup;
import dev.attune.load.decode.Generations.Step;
import dev.attune.load.measure.Machine;
import dev.attune.load.measure.OtherLoad;
import dev.attune.load.measure.Spread;
import dev.attune.serving.ModelProbe;
import dev.attune.serving.ServingOptions;
import dev.attune.serving.checkpoint.Checkpoint;
import dev.attune.serving.model.ConfigReader;
import dev.attune.serving.model.WeightForm;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One run: rounds of prefill and decoding with every number of sequences, reads of memory before, between and after, so
 * that a slow moment of the machine falls on all of them. One thread.
 */
final class DecodeBenchmark {
    private static final int NEIGHBOUR_SEQUENCES = 1;
    private static final int TURNS_PER_ROUND = 5;
    private static final int ERROR_SEQUENCES = 3;
    private static final int ERROR_TOKENS = 100;
    private static final long LEAST_READ_BYTES = 256L << 20;
    private static final long MOST_READ_BYTES = 1L << 30;

    private final DecodePlan plan;
    private final Machine machine;
    private final Consumer<String> progress;
    private final Map<Integer, List<Step>> decode = new TreeMap<>();
    private final List<Step> prefill = new ArrayList<>();

    /** @param progress told what is going on, for people who wait */
    DecodeBenchmark(DecodePlan plan, Machine machine, Consumer<String> progress) {
        this.plan = plan.fitted(contextOf(plan.model()));
        this.machine = machine;
        this.progress = progress;
    }

    DecodeReport run() {
        progress.accept("reading " + plan.model());
        try (ModelProbe probe = open(plan.weights())) {
            return DecodeReport.of(setup(probe), machine, measure(probe));
        }
    }

    private static int contextOf(Path model) {
        try (Checkpoint checkpoint = Checkpoint.open(model)) {
            return ConfigReader.read(checkpoint.config()).contextTokens();
        }
    }

    private ModelProbe open(String weights) {
        return ModelProbe.open(
                plan.model(), new ServingOptions(plan.device(), weights, plan.threads(), Generations.limits(plan), 1));
    }

    private Setup setup(ModelProbe probe) {
        return new Setup(
                plan.model().toAbsolutePath().normalize().getFileName().toString(),
                probe.shape(),
                probe.device().toString(),
                probe.form().flag(),
                probe.bytesPerStep(),
                probe.threads(),
                plan.contextTokens(),
                plan.prefillTokens(),
                plan.temperature());
    }

    private Measured measure(ModelProbe probe) {
        Generations generations = new Generations(probe.engine(), probe.config().vocabSize(), plan);
        warmUp(generations);
        OtherLoad others = new OtherLoad(machine.cores(), List.of(ProcessHandle.current()));
        Map<String, Spread> reads = rounds(generations, probe);
        @Nullable Double othersBusy = others.share();
        Map<Integer, Spread> neighbour = plan.neighbour() ? besideNeighbour(generations) : Map.of();
        return new Measured(decode, prefill, reads, othersBusy, neighbour, int8Error(probe));
    }

    private void warmUp(Generations generations) {
        progress.accept("warming up");
        generations.prefill();
        generations.decode(plan.largestBatch(), 2);
        generations.decode(1, DecodePlan.STEPS);
    }

    private Map<String, Spread> rounds(Generations generations, ModelProbe probe) {
        long bytes = Math.min(MOST_READ_BYTES, Math.max(LEAST_READ_BYTES, 8 * machine.cacheBytes()));
        int threads = probe.device().isProcessor() ? probe.threads() : 0;
        try (ReadBandwidth reads = new ReadBandwidth(bytes, probe.memoryReader(bytes), threads)) {
            for (int round = 1; round <= plan.rounds(); round++) {
                progress.accept("round " + round + " of " + plan.rounds());
                for (int sequences : plan.batches()) {
                    reads.measure();
                    prefill.add(generations.prefill());
                    decode(generations, sequences);
                }
            }
            reads.measure();
            return reads.ways();
        }
    }

    private void decode(Generations generations, int sequences) {
        List<Step> steps = decode.computeIfAbsent(sequences, s -> new ArrayList<>());
        double leftSeconds = plan.seconds();
        while (leftSeconds > 0) {
            List<Step> more = generations.decode(sequences, DecodePlan.STEPS);
            steps.addAll(more);
            leftSeconds -= more.stream().mapToLong(Step::ns).sum() / 1e9;
        }
    }

    /** Alone and beside the neighbour by turns: each pair gives one ratio. */
    private Map<Integer, Spread> besideNeighbour(Generations generations) {
        progress.accept("beside a busy neighbour");
        List<Double> ratios = new ArrayList<>();
        for (int turn = 0; turn < TURNS_PER_ROUND * plan.rounds(); turn++) {
            double alone = medianNs(generations.decode(NEIGHBOUR_SEQUENCES, DecodePlan.STEPS));
            try (IdleNeighbour busy = IdleNeighbour.start(machine.cores())) {
                ratios.add(alone / medianNs(generations.decode(NEIGHBOUR_SEQUENCES, DecodePlan.STEPS)));
            }
        }
        return Map.of(NEIGHBOUR_SEQUENCES, Spread.of(ratios));
    }

    private static double medianNs(List<Step> steps) {
        return Spread.of(steps.stream().map(step -> (double) step.ns()).toList())
                .median();
    }

    private @Nullable LogitError int8Error(ModelProbe probe) {
        if (probe.form() != WeightForm.INT8) {
            return null;
        }
        progress.accept("comparing with float32");
        int vocabulary = probe.config().vocabSize();
        int tokens = Math.min(ERROR_TOKENS, probe.config().contextTokens());
        Random random = new Random(2);
        List<LogitError> errors = new ArrayList<>();
        try (ModelProbe reference = open(WeightForm.FLOAT32.flag())) {
            for (int i = 0; i < ERROR_SEQUENCES; i++) {
                int[] ids = random.ints(tokens, 0, vocabulary).toArray();
                errors.add(LogitError.between(reference.logits(ids), probe.logits(ids), vocabulary));
            }
        }
        return LogitError.together(errors);
    }
}
