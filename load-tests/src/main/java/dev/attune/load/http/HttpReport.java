package dev.attune.load.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.attune.load.http.Side.Took;
import dev.attune.load.measure.Machine;
import dev.attune.load.measure.Spread;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What HTTP costs. Integer keys are numbers of streams.
 *
 * @param setup what was measured
 * @param machine on what
 * @param othersBusy share of all cores that other processes took meanwhile, the server not among them
 * @param idle the first token of a single request
 * @param ttft the first token of every answer where so many are asked for at once
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
        FirstToken idle,
        Map<Integer, FirstToken> ttft,
        Map<Integer, Spread> loss,
        Map<Integer, Spread> engineTokS,
        Map<Integer, Spread> serverTokS,
        Map<Integer, Spread> costUsPerToken) {

    /**
     * Milliseconds to the first token.
     *
     * @param addedP50 difference of the medians
     * @param addedP99 difference of the 99th percentiles
     * @param samples of each side
     */
    record FirstToken(
            double engineP50,
            double engineP99,
            double serverP50,
            double serverP99,
            double addedP50,
            double addedP99,
            int samples) {
        static FirstToken of(List<Double> engine, List<Double> server) {
            double[] alone = sorted(engine);
            double[] served = sorted(server);
            double[] at = {
                Spread.percentile(alone, 50),
                Spread.percentile(alone, 99),
                Spread.percentile(served, 50),
                Spread.percentile(served, 99)
            };
            return new FirstToken(at[0], at[1], at[2], at[3], at[2] - at[0], at[3] - at[1], alone.length);
        }

        static FirstToken of(List<Turn> turns) {
            return of(all(turns, Turn::engine), all(turns, Turn::server));
        }

        private static List<Double> all(List<Turn> turns, Function<Turn, Took> side) {
            return turns.stream()
                    .flatMap(turn -> side.apply(turn).ttftMs().stream())
                    .toList();
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
    record Turn(int tokens, Took engine, Took server) {
        double loss() {
            return 1 - engine.seconds() / server.seconds();
        }

        double costUsPerToken() {
            return (server.seconds() - engine.seconds()) * 1e6 / tokens;
        }

        double engineTokS() {
            return tokens / engine.seconds();
        }

        double serverTokS() {
            return tokens / server.seconds();
        }
    }

    static HttpReport of(
            String setup,
            Machine machine,
            @Nullable Double othersBusy,
            FirstToken idle,
            Map<Integer, List<Turn>> turns) {
        return new HttpReport(
                setup,
                machine,
                othersBusy,
                idle,
                each(turns, FirstToken::of),
                spread(turns, Turn::loss),
                spread(turns, Turn::engineTokS),
                spread(turns, Turn::serverTokS),
                spread(turns, Turn::costUsPerToken));
    }

    private static Map<Integer, Spread> spread(Map<Integer, List<Turn>> turns, Function<Turn, Double> number) {
        return each(turns, all -> Spread.of(all.stream().map(number).toList()));
    }

    private static <T> Map<Integer, T> each(Map<Integer, List<Turn>> turns, Function<List<Turn>, T> number) {
        Map<Integer, T> numbers = new TreeMap<>();
        turns.forEach((streams, all) -> numbers.put(streams, number.apply(all)));
        return numbers;
    }

    String json() throws JsonProcessingException {
        return new ObjectMapper()
                .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .enable(SerializationFeature.INDENT_OUTPUT)
                .writeValueAsString(this);
    }
}
