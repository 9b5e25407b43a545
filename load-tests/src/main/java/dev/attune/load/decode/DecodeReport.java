package dev.attune.load.decode;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.attune.load.decode.DecodeBenchmark.Measured;
import dev.attune.load.decode.Generations.Step;
import dev.attune.serving.ModelProbe;
import dev.attune.serving.model.ModelConfig;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of one run. Maps are keyed by the number of sequences that decode side by side.
 *
 * @param model name of the folder
 * @param shape what it holds, for people
 * @param weights form of the weights
 * @param threads of one operation
 * @param contextTokens tokens in the cache of a decoding sequence
 * @param temperature 0 for the largest logit
 * @param cpu the processor's name
 * @param cores that the process may use
 * @param java version of the runtime
 * @param commit of the code, where known
 * @param readGbS what the memory gives, 10⁹ bytes a second
 * @param readBy which way of reading gave it
 * @param readWays all ways that were tried
 * @param prefillTokens of the timed prompt
 * @param prefillTokS its tokens a second
 * @param prefillMs its step
 * @param bytesPerStep of weights that a decode step reads
 * @param decodeTokS tokens a second, all sequences together
 * @param rooflineShare bytesPerStep over the median step, as a share of readGbS
 * @param stepOverhead largest of stepOverheadBy
 * @param stepOverheadBy share of a step outside the forward pass
 * @param stepMs a decode step
 * @param neighbour speed beside busy processes of idle priority, as a share of the speed alone
 * @param int8Error against float32
 */
@JsonInclude(Include.NON_EMPTY)
record DecodeReport(
        String model,
        String shape,
        String weights,
        int threads,
        int contextTokens,
        double temperature,
        String cpu,
        int cores,
        String java,
        @Nullable String commit,
        double readGbS,
        String readBy,
        Map<String, Spread> readWays,
        int prefillTokens,
        double prefillTokS,
        Spread prefillMs,
        long bytesPerStep,
        Map<Integer, Double> decodeTokS,
        Map<Integer, Double> rooflineShare,
        double stepOverhead,
        Map<Integer, Double> stepOverheadBy,
        Map<Integer, Spread> stepMs,
        Map<Integer, Double> neighbour,
        @Nullable LogitError int8Error) {

    static DecodeReport of(
            DecodePlan plan, Machine machine, ModelProbe probe, Measured measured, @Nullable LogitError int8Error) {
        Map.Entry<String, Spread> best = measured.reads().entrySet().stream()
                .max(Comparator.comparingDouble(entry -> entry.getValue().median()))
                .orElseThrow();
        double readGbS = best.getValue().median();
        Map<Integer, Spread> stepMs = new TreeMap<>();
        Map<Integer, Double> overhead = new TreeMap<>();
        measured.decode().forEach((batch, steps) -> {
            stepMs.put(batch, milliseconds(steps));
            overhead.put(batch, overhead(steps));
        });
        Spread prefillMs = milliseconds(measured.prefill());
        return new DecodeReport(
                plan.model().toAbsolutePath().normalize().getFileName().toString(),
                shape(probe),
                probe.form().flag(),
                probe.threads(),
                plan.contextTokens(),
                plan.temperature(),
                machine.cpu(),
                machine.cores(),
                machine.java(),
                machine.commit().orElse(null),
                readGbS,
                best.getKey(),
                measured.reads(),
                plan.prefillTokens(),
                plan.prefillTokens() * 1e3 / prefillMs.median(),
                prefillMs,
                probe.bytesPerStep(),
                each(stepMs, (batch, ms) -> batch * 1e3 / ms),
                each(stepMs, (batch, ms) -> probe.bytesPerStep() / (ms * 1e6) / readGbS),
                overhead.values().stream()
                        .mapToDouble(Double::doubleValue)
                        .max()
                        .orElse(0),
                overhead,
                stepMs,
                measured.neighbour(),
                int8Error);
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

    private static Map<Integer, Double> each(
            Map<Integer, Spread> stepMs, BiFunction<Integer, Double, Double> ofMedian) {
        Map<Integer, Double> results = new TreeMap<>();
        stepMs.forEach((batch, ms) -> results.put(batch, ofMedian.apply(batch, ms.median())));
        return results;
    }

    private static String shape(ModelProbe probe) {
        ModelConfig c = probe.config();
        return String.format(
                Locale.ROOT,
                "%.1fM parameters, %d layers, width %d, %d heads, %d key heads, inner %d, vocabulary %d%s",
                probe.parameters() / 1e6,
                c.layers(),
                c.hiddenSize(),
                c.heads(),
                c.kvHeads(),
                c.innerSize(),
                c.vocabSize(),
                c.tiedEmbeddings() ? ", tied" : "");
    }
}
