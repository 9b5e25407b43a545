package dev.attune.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Stands between a page and its server like a proxy, and misbehaves on demand: refuses, or drops the line in an answer. */
final class Gateway implements AutoCloseable {
    /** An answer of the gateway's own, for requests it does not let through. */
    record Refusal(Predicate<HttpExchange> applies, int status, Map<String, String> headers, String body) {}

    private static final Refusal NONE = new Refusal(exchange -> false, 0, Map.of(), "");

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<String> idempotencyKeys = new CopyOnWriteArrayList<>();
    private volatile Refusal refusal = NONE;
    private volatile CountDownLatch meeting = new CountDownLatch(0);
    private final HttpServer listener;
    private volatile String target;
    private final Set<InputStream> open = ConcurrentHashMap.newKeySet();

    private Gateway(HttpServer listener, String target) {
        this.listener = listener;
        this.target = target;
    }

    static Gateway to(String target) throws IOException {
        HttpServer listener = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        Gateway gateway = new Gateway(listener, target);
        listener.createContext("/", gateway::pass);
        listener.setExecutor(gateway.threads);
        listener.start();
        return gateway;
    }

    String url() {
        return "http://127.0.0.1:" + listener.getAddress().getPort();
    }

    /** What comes from now on goes to another server. */
    void turnTo(String url) {
        target = url;
    }

    void refuse(Refusal with) {
        refusal = with;
    }

    void letThrough() {
        refusal = NONE;
    }

    /** The next requests with an idempotency key wait for each other until there are so many. */
    void letMeet(int requests) {
        meeting = new CountDownLatch(requests);
    }

    /** The idempotency keys of what was let through, in the order it came. */
    List<String> idempotencyKeys() {
        return List.copyOf(idempotencyKeys);
    }

    /** Breaks every answer off that is on its way. */
    void drop() throws IOException {
        for (InputStream answer : open) {
            answer.close();
        }
    }

    @Override
    public void close() {
        listener.stop(0);
        threads.shutdownNow();
    }

    private void pass(HttpExchange exchange) throws IOException {
        Refusal no = refusal;
        if (no.applies().test(exchange)) {
            no.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
            byte[] body = no.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(no.status(), body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
            return;
        }
        try {
            String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
            if (key != null) {
                idempotencyKeys.add(key);
                meeting.countDown();
                meeting.await(10, TimeUnit.SECONDS);
            }
            copy(client.send(request(exchange), HttpResponse.BodyHandlers.ofInputStream()), exchange);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private HttpRequest request(HttpExchange exchange) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(target + exchange.getRequestURI()))
                .method(
                        exchange.getRequestMethod(),
                        HttpRequest.BodyPublishers.ofByteArray(
                                exchange.getRequestBody().readAllBytes()));
        for (String name : List.of("Content-Type", "Idempotency-Key", "Authorization")) {
            String value = exchange.getRequestHeaders().getFirst(name);
            if (value != null) {
                request.header(name, value);
            }
        }
        return request.build();
    }

    private void copy(HttpResponse<InputStream> response, HttpExchange exchange) throws IOException {
        response.headers().map().forEach((name, values) -> {
            if (!name.equals("content-length") && !name.equals("transfer-encoding")) {
                exchange.getResponseHeaders().put(name, values);
            }
        });
        exchange.sendResponseHeaders(response.statusCode(), response.statusCode() == 304 ? -1 : 0);
        InputStream answer = response.body();
        open.add(answer);
        try (answer) {
            OutputStream out = exchange.getResponseBody();
            byte[] bytes = new byte[4096];
            // A read from a closed stream throws, and the listener closes a connection whose answer broke off.
            for (int n = answer.read(bytes); n >= 0; n = answer.read(bytes)) {
                out.write(bytes, 0, n);
                out.flush();
            }
            exchange.close();
        } finally {
            open.remove(answer);
        }
    }
}
