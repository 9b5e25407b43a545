package dev.attune.serving;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the trainer's engine answered to some prompts with the likeliest tokens, kept in a manifest's details so that a server can
 * see whether it computes the same network. Immutable.
 *
 * @param cases empty if the writer left none
 */
public record GreedyProbe(List<Case> cases) {
    /** Its name among the details. */
    public static final String FIELD = "probe";

    /** So many tokens are looked at in all; more are not believed to be a probe. */
    static final int MOST_TOKENS = 4096;

    public static final GreedyProbe NONE = new GreedyProbe(List.of());

    public GreedyProbe {
        cases = List.copyOf(cases);
    }

    /**
     * One prompt.
     *
     * @param prompt its ids, at least one
     * @param greedy the likeliest id after it, then the likeliest after both, and so on
     */
    public record Case(List<Integer> prompt, List<Integer> greedy) {
        public Case {
            prompt = List.copyOf(prompt);
            greedy = List.copyOf(greedy);
            if (prompt.isEmpty()) {
                throw new IllegalArgumentException("a probe's prompt must not be empty");
            }
        }

        /** Prompt and answer. */
        int[] whole() {
            int[] ids = new int[prompt.size() + greedy.size()];
            Arrays.setAll(ids, i -> i < prompt.size() ? prompt.get(i) : greedy.get(i - prompt.size()));
            return ids;
        }
    }

    /** Adds it to a manifest's details. */
    public void writeTo(ObjectNode details) {
        ArrayNode array = details.putArray(FIELD);
        for (Case each : cases) {
            ObjectNode json = array.addObject();
            each.prompt().forEach(json.putArray("prompt")::add);
            each.greedy().forEach(json.putArray("greedy")::add);
        }
    }

    /**
     * Reads it from a manifest's details.
     *
     * @throws IllegalArgumentException if what stands there is no probe
     */
    public static GreedyProbe of(JsonNode details) {
        List<Case> cases = new ArrayList<>();
        int tokens = 0;
        for (JsonNode json : details.path(FIELD)) {
            Case each = new Case(ids(json.path("prompt")), ids(json.path("greedy")));
            cases.add(each);
            tokens += each.whole().length;
        }
        if (tokens > MOST_TOKENS) {
            throw new IllegalArgumentException("a probe has at most " + MOST_TOKENS + " tokens, was " + tokens);
        }
        return new GreedyProbe(cases);
    }

    private static List<Integer> ids(JsonNode array) {
        List<Integer> ids = new ArrayList<>();
        for (JsonNode id : array) {
            if (!id.canConvertToInt() || id.asInt() < 0) {
                throw new IllegalArgumentException("a probe holds token ids, was " + id);
            }
            ids.add(id.asInt());
        }
        return ids;
    }
}
