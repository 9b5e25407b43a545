package dev.attune.load.drill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a cycle says of itself in the store: its plan, and its outcome once it has one. Immutable.
 *
 * @param number from 1
 * @param judgements in its data
 * @param newJudgements of them since the last cycle that something came of
 * @param result {@code published}, {@code refused}, {@code failed}, {@code given_up}; {@code open} while it has none
 */
record CycleBook(long number, long judgements, long newJudgements, String result) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int STORE_DEPTH = 5;

    /** Whether a version came of it, served or not: then its judgements are used. */
    boolean counts() {
        return result.equals("published") || result.equals("refused");
    }

    /**
     * Of all cycles, in order.
     *
     * @param data directory of a server
     */
    static List<CycleBook> all(Path data) throws IOException {
        List<Path> plans;
        try (Stream<Path> found =
                Files.find(data.resolve("policy"), STORE_DEPTH, (path, facts) -> path.endsWith("plan.json"))) {
            plans = found.filter(plan -> plan.resolveSibling("..").normalize().endsWith("training/cycles"))
                    .sorted()
                    .toList();
        }
        List<CycleBook> books = new ArrayList<>();
        for (Path file : plans) {
            JsonNode plan = JSON.readTree(file.toFile());
            Path outcome = file.resolveSibling("outcome.json");
            books.add(new CycleBook(
                    plan.path("number").asLong(),
                    plan.path("judgements").asLong(),
                    plan.path("newJudgements").asLong(),
                    Files.exists(outcome)
                            ? JSON.readTree(outcome.toFile()).path("result").asText()
                            : "open"));
        }
        return books;
    }
}
