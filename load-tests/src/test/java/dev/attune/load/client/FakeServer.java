package dev.attune.load.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Streams as an OpenAI server does, of a model that says {@code a}; a word is a token, and its chat template adds
 * five.
 */
public final class FakeServer implements AutoCloseable {
    private static final int TEMPLATE_TOKENS = 5;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PATIENCE_S = 30;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger mostInFlight = new AtomicInteger();
    private final List<JsonNode> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch crowd;

    /** @param crowd nobody is answered before so many have asked */
    public FakeServer(int crowd) throws IOException {
        this.crowd = new CountDownLatch(crowd);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 2000);
        server.setExecutor(threads);
        server.createContext("/v1/models", exchange -> reply(exchange, 200, "{\"data\":[{\"id\":\"fake\"}]}"));
        server.createContext(
                "/tokenize",
                exchange ->
                        reply(exchange, 200, "{\"count\":" + count(JSON.readTree(exchange.getRequestBody())) + "}"));
        server.createContext("/v1/completions", exchange -> stream(exchange, "\"text\":\" a\"", "max_tokens"));
        server.createContext(
                "/v1/chat/completions",
                exchange -> stream(exchange, "\"delta\":{\"content\":\" a\"}", "max_completion_tokens"));
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The bodies of all streams, in the order in which they came. */
    public List<JsonNode> requests() {
        return requests;
    }

    public int mostInFlight() {
        return mostInFlight.get();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void stream(HttpExchange exchange, String piece, String lengthField) throws IOException {
        JsonNode body = JSON.readTree(exchange.getRequestBody());
        if (body.path("temperature").asDouble() > 2) {
            reply(exchange, 400, "{\"error\":{\"message\":\"too hot\"}}");
            return;
        }
        if (body.path("return_token_ids").asBoolean()) {
            reply(exchange, 200, "{\"prompt_token_ids\":[5,6,7,8]}");
            return;
        }
        requests.add(body);
        mostInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
        waitForTheCrowd();
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        int tokens = body.path(lengthField).asInt();
        try (OutputStream out = exchange.getResponseBody()) {
            for (int i = 0; i < tokens; i++) {
                event(out, "{\"choices\":[{\"index\":0," + piece + ",\"finish_reason\":null}]}");
            }
            inFlight.decrementAndGet();
            event(
                    out,
                    "{\"choices\":[],\"usage\":{\"prompt_tokens\":" + count(body) + ",\"completion_tokens\":" + tokens
                            + "}}");
            event(out, "[DONE]");
        }
    }

    private void waitForTheCrowd() {
        crowd.countDown();
        try {
            if (!crowd.await(PATIENCE_S, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the crowd did not come");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int count(JsonNode body) {
        boolean chat = body.has("messages");
        String text = chat
                ? body.at("/messages/0/content").asText()
                : body.path("prompt").asText();
        int words = text.isBlank() ? 0 : text.strip().split("\\s+").length;
        return words + (chat ? TEMPLATE_TOKENS : 0);
    }

    private static void event(OutputStream out, String data) throws IOException {
        out.write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static void reply(HttpExchange exchange, int status, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }
}
