package dev.attune.load.decode;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.attune.load.decode.Generations.Step;
import dev.attune.load.measure.Machine;
import dev.attune.load.measure.Spread;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of one run. Integer keys are numbers of sequences that decode side by side.
 *
 * @param setup what was measured
 * @param machine on what
 * @param othersBusy share of all cores that other processes took meanwhile, where the system tells
 * @param readGbS what the memory gives, 10⁹ bytes a second
 * @param readBy the way of reading that gave it
 * @param readWays GB/s of all ways that were tried
 * @param prefillTokS tokens a second of one prompt
 * @param prefillMs its step
 * @param bytesPerStep of weights that a decode step reads
 * @param decodeTokS tokens a second, all sequences together
 * @param rooflineShare bytesPerStep over the median step, as a share of readGbS
 * @param stepOverhead largest of stepOverheadBy
 * @param stepOverheadBy share of a step outside the forward pass
 * @param stepMs a decode step
 * @param neighbour speed beside busy processes of idle priority, as a share of the speed alone
 * @param neighbourTurns the same, turn by turn
 * @param int8Error against float32
 */
@JsonInclude(Include.NON_EMPTY)
record DecodeReport(
        Setup setup,
        Machine machine,
        @Nullable Double othersBusy,
        double readGbS,
        String readBy,
        Map<String, Spread> readWays,
        double prefillTokS,
        Spread prefillMs,
        long bytesPerStep,
        Map<Integer, Double> decodeTokS,
        Map<Integer, Double> rooflineShare,
        double stepOverhead,
        Map<Integer, Double> stepOverheadBy,
        Map<Integer, Spread> stepMs,
        Map<Integer, Double> neighbour,
        Map<Integer, Spread> neighbourTurns,
        @Nullable LogitError int8Error) {

    /**
     * What was measured.
     *
     * @param model name of the folder
     * @param shape of its network, for people
     * @param device where it is computed
     * @param weights form of the weights
     * @param bytesPerStep of weights that a decode step reads
     * @param threads of one operation
     * @param contextTokens in the cache of a decoding sequence
     * @param prefillTokens of the timed prompt
     * @param temperature 0 for the largest logit
     */
    record Setup(
            String model,
            String shape,
            String device,
            String weights,
            long bytesPerStep,
            int threads,
            int contextTokens,
            int prefillTokens,
            double temperature) {}

    /**
     * What was timed.
     *
     * @param decode steps by number of sequences
     * @param prefill steps of one prompt each
     * @param reads GB/s by way of reading
     * @param othersBusy share of all cores that other processes took during all that
     * @param neighbour speed beside a neighbour as a share of speed alone, by number of sequences
     * @param int8Error against float32, if that was the form
     */
    record Measured(
            Map<Integer, List<Step>> decode,
            List<Step> prefill,
            Map<String, Spread> reads,
            @Nullable Double othersBusy,
            Map<Integer, Spread> neighbour,
            @Nullable LogitError int8Error) {}

    static DecodeReport of(Setup setup, Machine machine, Measured measured) {
        Map.Entry<String, Spread> best = measured.reads().entrySet().stream()
                .max(Comparator.comparingDouble(way -> way.getValue().median()))
                .orElseThrow();
        double readGbS = best.getValue().median();
        Spread prefillMs = milliseconds(measured.prefill());
        Map<Integer, Spread> stepMs = new TreeMap<>();
        Map<Integer, Double> decodeTokS = new TreeMap<>();
        Map<Integer, Double> rooflineShare = new TreeMap<>();
        Map<Integer, Double> overhead = new TreeMap<>();
        Map<Integer, Double> neighbour = new TreeMap<>();
        measured.neighbour().forEach((sequences, share) -> neighbour.put(sequences, share.median()));
        measured.decode().forEach((sequences, steps) -> {
            Spread ms = milliseconds(steps);
            stepMs.put(sequences, ms);
            decodeTokS.put(sequences, sequences * 1e3 / ms.median());
            rooflineShare.put(sequences, setup.bytesPerStep() / (ms.median() * 1e6) / readGbS);
            overhead.put(sequences, overhead(steps));
        });
        return new DecodeReport(
                setup,
                machine,
                measured.othersBusy(),
                readGbS,
                best.getKey(),
                measured.reads(),
                setup.prefillTokens() * 1e3 / prefillMs.median(),
                prefillMs,
                setup.bytesPerStep(),
                decodeTokS,
                rooflineShare,
                overhead.values().stream().mapToDouble(share -> share).max().orElseThrow(),
                overhead,
                stepMs,
                neighbour,
                measured.neighbour(),
                measured.int8Error());
    }

    String json() throws JsonProcessingException {
        return new ObjectMapper()
                .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .enable(SerializationFeature.INDENT_OUTPUT)
                .writeValueAsString(this);
    }

    private static Spread milliseconds(List<Step> steps) {
        return Spread.of(steps.stream().map(step -> step.ns() / 1e6).toList());
    }

    private static double overhead(List<Step> steps) {
        return Spread.of(steps.stream()
                        .map(step -> 1 - (double) step.forwardNs() / step.ns())
                        .toList())
                .median();
    }
}
