package dev.attune.load.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.attune.load.client.JsonApi;
import dev.attune.load.client.JsonApi.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** What people can do at a server: ask, see alternatives, judge, show. Any thread. */
final class Talk {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int ANSWER_TOKENS = 128;
    private static final int MOST_TRIES = 50;
    private static final int PAUSE_MS = 200;
    private static final Set<Integer> AGAIN = Set.of(429, 503);

    private final String url;
    private final JsonApi api = new JsonApi(PATIENCE, Map.of());

    /** @param url of the server, without a path */
    Talk(String url) {
        this.url = url;
    }

    /**
     * A text somebody may judge.
     *
     * @param address what judgements call it
     * @param tokenIds with the mark that ends it, if it ended
     * @param logprob of all its tokens under the policy that wrote it, at temperature 1
     */
    record Answer(String address, String text, List<Integer> tokenIds, double logprob) {}

    /** @param version of the weights that wrote it */
    record Exchange(String version, List<Integer> promptIds, List<Answer> answers) {}

    /** {@code n} answers, drawn independently. */
    Exchange ask(String user, Ask ask, int n) throws IOException {
        return exchange(question(user, ask, n));
    }

    /** The same answers every time. */
    Exchange askAgain(String user, Ask ask, int n, long seed) throws IOException {
        Map<String, Object> body = question(user, ask, n);
        body.put("seed", seed);
        return exchange(body);
    }

    private static Map<String, Object> question(String user, Ask ask, int n) {
        Map<String, Object> body = new HashMap<>(Map.of(
                "model",
                "attune-mini",
                "messages",
                List.of(message("user", ask.text())),
                "n",
                n,
                "temperature",
                1,
                "max_completion_tokens",
                ANSWER_TOKENS,
                "logprobs",
                true,
                "return_token_ids",
                true));
        body.put("user", user);
        return body;
    }

    private Exchange exchange(Map<String, Object> body) throws IOException {
        JsonNode reply = post("/v1/chat/completions", body);
        List<Answer> answers = new ArrayList<>();
        for (JsonNode choice : reply.path("choices")) {
            double logprob = 0;
            for (JsonNode token : choice.at("/logprobs/content")) {
                logprob += token.path("logprob").asDouble();
            }
            answers.add(new Answer(
                    reply.path("id").asText() + "/" + choice.path("index").asInt(),
                    choice.at("/message/content").asText(),
                    ints(choice.path("token_ids")),
                    logprob));
        }
        return new Exchange(reply.path("system_fingerprint").asText(), ints(reply.path("prompt_token_ids")), answers);
    }

    /** {@code k} further answers to the same, with nothing but their text. */
    List<Answer> alternatives(String user, Answer answer, int k) throws IOException {
        Map<String, Object> body = Map.of("completion_id", answer.address(), "k", k, "user", user);
        return shown(post("/v1/alternatives", body));
    }

    /** {@code k} ways to answer, for somebody who writes both sides. */
    List<Answer> suggestions(String user, Ask ask, int k) throws IOException {
        Map<String, Object> body = Map.of("messages", List.of(message("user", ask.text())), "k", k, "user", user);
        return shown(post("/v1/suggestions", body));
    }

    /** Returns the server's name for what was said, as all judgements do. */
    String thumb(String user, Answer answer, boolean up) throws IOException {
        return name(post(
                "/v1/feedback", Map.of("completion_id", answer.address(), "thumb", up ? "up" : "down", "user", user)));
    }

    /** @param tiers the best first */
    String rank(String user, List<List<Answer>> tiers) throws IOException {
        List<List<String>> addresses = tiers.stream()
                .map(tier -> tier.stream().map(Answer::address).toList())
                .toList();
        return name(post("/v1/rankings", Map.of("completion_ids", addresses, "user", user)));
    }

    String demonstrate(String user, Ask ask, String answer) throws IOException {
        List<Map<String, Object>> messages = List.of(message("user", ask.text()), message("assistant", answer));
        return name(post("/v1/demonstrations", Map.of("messages", messages, "user", user)));
    }

    private static String name(JsonNode receipt) {
        return receipt.path("id").asText();
    }

    private static List<Answer> shown(JsonNode reply) {
        List<Answer> answers = new ArrayList<>();
        for (JsonNode choice : reply.path("choices")) {
            answers.add(new Answer(
                    choice.path("id").asText(), choice.path("content").asText(), List.of(), Double.NaN));
        }
        return answers;
    }

    /** Under one key until it is taken. @throws IOException with what the server said if it is not */
    JsonNode post(String route, Object body) throws IOException {
        Map<String, String> key = Map.of("Idempotency-Key", UUID.randomUUID().toString());
        for (int tries = 1; ; tries++) {
            Reply reply = api.post(url + route, body, key);
            if (reply.succeeded()) {
                return reply.body();
            }
            if (!AGAIN.contains(reply.status()) || tries == MOST_TRIES) {
                throw new IOException(route + ": HTTP " + reply.status() + ": " + reply.body());
            }
            pause();
        }
    }

    /** Again while the server is not ready. @throws IOException with what it said if it does not answer */
    JsonNode get(String route) throws IOException {
        for (int tries = 1; ; tries++) {
            Reply reply = api.get(url + route);
            if (reply.succeeded()) {
                return reply.body();
            }
            if (!AGAIN.contains(reply.status()) || tries == MOST_TRIES) {
                throw new IOException(route + ": HTTP " + reply.status() + ": " + reply.body());
            }
            pause();
        }
    }

    /** What a route says in lines of JSON, again while it does not. @throws IOException with what it said at last */
    List<JsonNode> lines(String route) throws IOException {
        for (int tries = 1; ; tries++) {
            try {
                List<JsonNode> lines = new ArrayList<>();
                for (String line : api.text(url + route).lines().toList()) {
                    lines.add(JSON.readTree(line));
                }
                return lines;
            } catch (IOException busy) {
                if (tries == MOST_TRIES) {
                    throw busy;
                }
                pause();
            }
        }
    }

    static void pause() throws IOException {
        pause(PAUSE_MS);
    }

    static void pause(int ms) throws IOException {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static Map<String, Object> message(String role, String content) {
        return Map.of("role", role, "content", content);
    }

    private static List<Integer> ints(JsonNode array) {
        List<Integer> ints = new ArrayList<>(array.size());
        array.forEach(each -> ints.add(each.asInt()));
        return ints;
    }
}
