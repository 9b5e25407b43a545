package dev.attune.load.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server of four answers, a token each with the token that ends it. Before it learned they are equally likely; each cycle makes what was
 * ranked first most often likelier. The first look at its training finds it busy.
 */
final class LearningServer implements AutoCloseable {
    static final List<String> ANSWERS =
            List.of("Paris.", "It is Paris.", "Sure! It is Paris.", "It is Paris. Anything else?");
    static final double LEARNED = 0.85;
    /** The people it does not learn from. */
    static final Set<String> HELD_OUT = Set.of("person-2", "person-3", "person-5");
    /** Whom it asks in the end. */
    static final String ASKED = "person-4";

    private static final int END = 9;
    private static final ObjectMapper JSON = new ObjectMapper();

    final List<JsonNode> rankings = new CopyOnWriteArrayList<>();
    final List<String> routes = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final AtomicInteger looks = new AtomicInteger();
    private final Random random = new Random(5);
    private final List<String> heldOut = new ArrayList<>();
    private final Set<String> splitsShown = new HashSet<>();
    private int cycles;
    private int favourite = -1;

    static {
        // Without it every reply waits for the client's acknowledgement of its head.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    LearningServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (exchange.getRequestMethod().equals("GET") && path.equals("/v1/feedback")) {
            send(
                    exchange,
                    "application/jsonl",
                    exported(exchange.getRequestURI().getQuery()));
            return;
        }
        JsonNode body = JSON.readTree(exchange.getRequestBody());
        routes.add(path);
        if (body.path("stream").asBoolean()) {
            send(
                    exchange,
                    "text/event-stream",
                    "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n".repeat(5) + "data: [DONE]\n\n");
            return;
        }
        if (path.equals("/v1/training") && looks.getAndIncrement() == 0) {
            exchange.sendResponseHeaders(503, -1);
            exchange.close();
            return;
        }
        send(exchange, "application/json", JSON.writeValueAsString(reply(path, body)));
    }

    private synchronized String exported(String query) throws IOException {
        String shown = "kind=demonstrations&clean=true&split=";
        if (query.startsWith(shown)) {
            return splitsShown.contains(query.substring(shown.length())) ? "{}\n" : "";
        }
        if (!query.equals("kind=pairs&clean=true&split=validation")) {
            throw new IllegalArgumentException(query);
        }
        StringBuilder lines = new StringBuilder();
        for (String prompt : heldOut) {
            Map<String, Object> pair = Map.of("prompt", List.of(Map.of("role", "user", "content", prompt)));
            lines.append(JSON.writeValueAsString(pair)).append('\n');
        }
        return lines.toString();
    }

    private synchronized Map<String, Object> reply(String path, JsonNode body) {
        return switch (path) {
            case "/v1/chat/completions" -> {
                if (HELD_OUT.contains(body.path("user").asText())) {
                    heldOut.add(body.at("/messages/0/content").asText());
                }
                yield chat(body.path("n").asInt());
            }
            case "/v1/completions" -> score(body);
            case "/v1/demonstrations" -> {
                splitsShown.add(split(body.path("user").asText()));
                yield Map.of();
            }
            case "/v1/alternatives", "/v1/suggestions" -> shown(body.path("k").asInt());
            case "/v1/training/start" -> learned();
            case "/v1/training" -> Map.of("cycle", cycles, "state", "idle", "verdict", "accepted", "message", "");
            case "/v1/policy" -> Map.of("current", Map.of("version", cycles + 1), "target", cycles + 1);
            case "/v1/policy/versions" ->
                Map.of("data", List.of(Map.of("version", 2, "details", Map.of("m", Map.of("reward/accuracy", 0.7)))));
            case "/v1/rankings" -> {
                rankings.add(body);
                yield Map.of();
            }
            default -> Map.of();
        };
    }

    private static String split(String user) {
        return HELD_OUT.contains(user) ? "validation" : user.equals(ASKED) ? "test" : "train";
    }

    private Map<String, Object> learned() {
        int[] firsts = new int[ANSWERS.size()];
        for (JsonNode ranking : rankings) {
            String best = ranking.at("/completion_ids/0/0").asText();
            firsts[Integer.parseInt(best.substring(best.indexOf(':') + 1))]++;
        }
        favourite = 0;
        for (int i = 1; i < firsts.length; i++) {
            favourite = firsts[i] > firsts[favourite] ? i : favourite;
        }
        cycles++;
        return Map.of();
    }

    private double probability(int answer) {
        return favourite < 0
                ? 1.0 / ANSWERS.size()
                : answer == favourite ? LEARNED : (1 - LEARNED) / (ANSWERS.size() - 1);
    }

    private int draw() {
        double left = random.nextDouble();
        for (int i = 0; i < ANSWERS.size(); i++) {
            left -= probability(i);
            if (left < 0) {
                return i;
            }
        }
        return ANSWERS.size() - 1;
    }

    private Map<String, Object> chat(int n) {
        List<Map<String, Object>> choices = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            int answer = draw();
            choices.add(Map.of(
                    "index", i,
                    "message", Map.of("content", ANSWERS.get(answer)),
                    "token_ids", List.of(answer, END),
                    "logprobs",
                            Map.of(
                                    "content",
                                    List.of(
                                            Map.of("logprob", Math.log(probability(answer))),
                                            Map.of("logprob", 0.0)))));
        }
        return Map.of(
                "id",
                "c",
                "system_fingerprint",
                "m@w" + (cycles + 1),
                "prompt_token_ids",
                List.of(7),
                "choices",
                choices);
    }

    private Map<String, Object> shown(int k) {
        List<Map<String, Object>> choices = new ArrayList<>();
        for (int i = 0; i < k; i++) {
            int answer = draw();
            choices.add(Map.of("id", "alt" + i + ":" + answer, "content", ANSWERS.get(answer)));
        }
        return Map.of("choices", choices);
    }

    /** The one token of the bias, with what this policy thinks of it. */
    private Map<String, Object> score(JsonNode body) {
        int token = Integer.parseInt(body.path("logit_bias").fieldNames().next());
        double logprob = token == END ? 0 : Math.log(probability(token));
        return Map.of(
                "choices",
                List.of(Map.of("token_ids", List.of(token), "logprobs", Map.of("token_logprobs", List.of(logprob)))));
    }

    private static void send(HttpExchange exchange, String type, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
