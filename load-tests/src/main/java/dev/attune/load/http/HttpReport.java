package dev.attune.load.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.attune.load.measure.Machine;
import dev.attune.load.measure.Spread;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What HTTP costs. Integer keys are numbers of streams.
 *
 * @param setup what was measured
 * @param machine on what
 * @param othersBusy share of all cores that other processes took meanwhile, the server not among them
 * @param idle the first token of a single request
 * @param loss share of the engine's throughput that the server does not reach, turn by turn
 * @param engineTokS tokens a second of the engine alone
 * @param serverTokS tokens a second through the server
 * @param costUsPerToken by how much longer the server takes for a token
 */
@JsonInclude(Include.NON_NULL)
record HttpReport(
        String setup,
        Machine machine,
        @Nullable Double othersBusy,
        Idle idle,
        Map<Integer, Spread> loss,
        Map<Integer, Spread> engineTokS,
        Map<Integer, Spread> serverTokS,
        Map<Integer, Spread> costUsPerToken) {

    /**
     * Milliseconds to the first token, nobody else asking.
     *
     * @param addedP50 difference of the medians
     * @param addedP99 difference of the 99th percentiles
     * @param samples of each side
     */
    record Idle(
            double engineP50,
            double engineP99,
            double serverP50,
            double serverP99,
            double addedP50,
            double addedP99,
            int samples) {
        static Idle of(List<Double> engine, List<Double> server) {
            double[] alone = sorted(engine);
            double[] served = sorted(server);
            double[] at = {
                Spread.percentile(alone, 50),
                Spread.percentile(alone, 99),
                Spread.percentile(served, 50),
                Spread.percentile(served, 99)
            };
            return new Idle(at[0], at[1], at[2], at[3], at[2] - at[0], at[3] - at[1], alone.length);
        }

        private static double[] sorted(List<Double> values) {
            return values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        }
    }

    /**
     * One turn: the same work on both sides, one after the other.
     *
     * @param tokens of all answers together
     */
    record Turn(int tokens, double engineS, double serverS) {
        double loss() {
            return 1 - engineS / serverS;
        }

        double costUsPerToken() {
            return (serverS - engineS) * 1e6 / tokens;
        }
    }

    static HttpReport of(
            String setup, Machine machine, @Nullable Double othersBusy, Idle idle, Map<Integer, List<Turn>> turns) {
        Map<Integer, Spread> loss = new TreeMap<>();
        Map<Integer, Spread> engine = new TreeMap<>();
        Map<Integer, Spread> server = new TreeMap<>();
        Map<Integer, Spread> cost = new TreeMap<>();
        turns.forEach((streams, all) -> {
            loss.put(streams, Spread.of(all.stream().map(Turn::loss).toList()));
            engine.put(
                    streams,
                    Spread.of(all.stream().map(t -> t.tokens() / t.engineS()).toList()));
            server.put(
                    streams,
                    Spread.of(all.stream().map(t -> t.tokens() / t.serverS()).toList()));
            cost.put(streams, Spread.of(all.stream().map(Turn::costUsPerToken).toList()));
        });
        return new HttpReport(setup, machine, othersBusy, idle, loss, engine, server, cost);
    }

    String json() throws JsonProcessingException {
        return new ObjectMapper()
                .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .enable(SerializationFeature.INDENT_OUTPUT)
                .writeValueAsString(this);
    }
}
