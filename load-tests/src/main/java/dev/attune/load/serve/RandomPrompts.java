package dev.attune.load.serve;

import com.fasterxml.jackson.databind.JsonNode;
import dev.attune.load.client.Call;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Requests with random prompts of exactly so many tokens as the server counts them: words that are one token each, as many as
 * are missing beside what the chat template adds. A server that cannot be asked gets one word a token, more or less.
 */
final class RandomPrompts {
    private static final List<String> WORDS = List.of(
            "time",
            "year",
            "people",
            "way",
            "day",
            "man",
            "thing",
            "woman",
            "life",
            "child",
            "world",
            "school",
            "state",
            "family",
            "student",
            "group",
            "country",
            "problem",
            "hand",
            "part",
            "place",
            "case",
            "week",
            "company",
            "system",
            "program",
            "question",
            "work",
            "number",
            "night",
            "point",
            "home",
            "water",
            "room",
            "mother",
            "area",
            "money",
            "story",
            "fact",
            "month",
            "lot",
            "right",
            "study",
            "book",
            "eye",
            "job",
            "word",
            "business",
            "issue",
            "side",
            "kind",
            "head",
            "house",
            "service",
            "friend",
            "father",
            "power",
            "hour",
            "game",
            "line",
            "end",
            "member",
            "law",
            "car");
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz";

    private final ServePlan plan;
    private final String model;
    private final List<String> units;
    private final int overhead;

    private RandomPrompts(ServePlan plan, String model, List<String> units, int overhead) {
        this.plan = plan;
        this.model = model;
        this.units = units;
        this.overhead = overhead;
    }

    /** Asks the server which words are one token to it, and what its template adds. */
    static RandomPrompts of(ServePlan plan, String model, ServerFacts server) {
        List<String> units = new ArrayList<>();
        WORDS.stream()
                .map(word -> " " + word)
                .filter(word -> isOneToken(server, model, word))
                .forEach(units::add);
        if (units.isEmpty()) {
            LETTERS.chars()
                    .mapToObj(Character::toString)
                    .filter(letter -> isOneToken(server, model, letter))
                    .forEach(units::add);
        }
        if (units.isEmpty()) {
            return new RandomPrompts(
                    plan, model, WORDS.stream().map(word -> " " + word).toList(), 0);
        }
        RandomPrompts blank = new RandomPrompts(plan, model, units, 0);
        return new RandomPrompts(plan, model, units, blank.count(server, 64) - 64);
    }

    /** All requests of the run at their times. */
    List<Call> calls() {
        ServePlan.Traffic traffic = plan.traffic();
        Random lengths = new Random(traffic.seed());
        Random words = new Random(traffic.seed() + 1);
        String prefix = words(plan.shape().prefixLen(), new Random(traffic.seed() + 2));
        long[] offsets = Arrivals.offsetsNs(
                traffic.requests(), traffic.rate(), traffic.burstiness(), new Random(traffic.seed() + 3));
        List<Call> calls = new ArrayList<>(offsets.length);
        for (long offset : offsets) {
            Lengths drawn = Lengths.draw(plan.shape(), lengths);
            int tokens = plan.shape().prefixLen() + drawn.prompt();
            String text = prefix + words(Math.max(1, drawn.prompt() - overhead), words);
            calls.add(new Call(offset, body(text, drawn.output()), tokens));
        }
        return calls;
    }

    private byte[] body(String text, int outputTokens) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("model", model);
        body.putAll(prompt(text));
        body.put(isChat() ? "max_completion_tokens" : "max_tokens", outputTokens);
        body.put("temperature", plan.shape().temperature());
        body.put("stream", true);
        body.put("stream_options", Map.of("include_usage", true));
        if (plan.shape().ignoreEos()) {
            body.put("ignore_eos", true);
        }
        return ServerFacts.json(body);
    }

    private Map<String, Object> prompt(String text) {
        return isChat() ? Map.of("messages", List.of(Map.of("role", "user", "content", text))) : Map.of("prompt", text);
    }

    private boolean isChat() {
        return plan.target().backend() == ServePlan.Backend.OPENAI_CHAT;
    }

    private String words(int count, Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(units.get(random.nextInt(units.size())));
        }
        return text.toString();
    }

    private int count(ServerFacts server, int words) {
        Map<String, Object> body = new LinkedHashMap<>(
                prompt(words(words, new Random(plan.traffic().seed()))));
        body.put("model", model);
        return server.tokenize(body).map(reply -> reply.path("count").asInt()).orElse(words);
    }

    /** Twice as often must be twice as many, or the word merges with its neighbour, or something is added to every prompt. */
    private static boolean isOneToken(ServerFacts server, String model, String unit) {
        int few = tokens(server, model, unit.repeat(4));
        return few > 0 && tokens(server, model, unit.repeat(8)) - few == 4;
    }

    private static int tokens(ServerFacts server, String model, String text) {
        return server.tokenize(Map.of("model", model, "prompt", text))
                .map(RandomPrompts::countOf)
                .orElse(-1);
    }

    private static int countOf(JsonNode reply) {
        return reply.path("count").asInt(-1);
    }
}
