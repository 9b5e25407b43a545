package dev.attune.serving.checkpoint.hub;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * A hub as the real one behaves over the wire: a list, small files from the hub itself, large ones redirected to a second
 * host, git and git-lfs hashes as ETags, ranges. Faults are queued and happen once each, in order.
 */
final class FakeHub implements AutoCloseable {
    static final String MODEL = "acme/tiny";
    static final int LARGE = 100_000;

    final Map<String, byte[]> files = new TreeMap<>();
    /** Each request as {@code HOST METHOD path [range] [token]}, host being {@code hub} or {@code cdn}. */
    final List<String> requests = new CopyOnWriteArrayList<>();
    /** Answers of the hub that come before the true one: a status, or 0 for the true answer. */
    final Queue<Integer> statuses = new ConcurrentLinkedQueue<>();

    final Queue<Fault> faults = new ConcurrentLinkedQueue<>();
    volatile String commit = "a".repeat(40);
    volatile boolean hasApi = true;
    volatile boolean knowsRanges = true;
    volatile long claimedLargeBytes = -1;
    /** The second host holds everything back until so many have asked for the list. */
    volatile int listsBeforeContent;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer hub;
    private final HttpServer cdn;

    /** What the second host does wrong with one file. */
    enum Fault {
        NONE,
        CUT_IN_THE_MIDDLE,
        FLIP_A_BYTE,
        STALL
    }

    FakeHub() throws IOException {
        hub = start(this::answerHub);
        cdn = start(this::answerCdn);
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + hub.getAddress().getPort());
    }

    long count(String prefix) {
        return requests.stream().filter(request -> request.startsWith(prefix)).count();
    }

    @Override
    public void close() {
        hub.stop(0);
        cdn.stop(0);
        threads.shutdownNow();
    }

    private HttpServer start(HttpHandler handler) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", handler);
        server.setExecutor(threads);
        server.start();
        return server;
    }

    private void answerHub(HttpExchange exchange) throws IOException {
        try (exchange) {
            record("hub", exchange);
            String path = exchange.getRequestURI().getRawPath();
            Integer status = statuses.poll();
            if (status != null && status != 0) {
                exchange.getResponseHeaders().set("Retry-After", "1");
                exchange.sendResponseHeaders(status, -1);
            } else if (path.startsWith("/api/models/")) {
                answerList(exchange, path);
            } else {
                answerFile(exchange, path);
            }
        }
    }

    private void answerList(HttpExchange exchange, String path) throws IOException {
        if (!hasApi || !path.matches("/api/models/" + MODEL + "/revision/(main|" + commit + ")")) {
            exchange.sendResponseHeaders(404, -1);
            return;
        }
        String siblings =
                files.keySet().stream().map("{\"rfilename\":\"%s\"}"::formatted).collect(Collectors.joining(","));
        byte[] body = "{\"id\":\"%s\",\"sha\":\"%s\",\"siblings\":[%s]}"
                .formatted(MODEL, commit, siblings)
                .getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }

    private void answerFile(HttpExchange exchange, String path) throws IOException {
        String name = path.substring(path.lastIndexOf('/') + 1);
        byte[] content = files.get(name);
        if (content == null || !path.matches("/" + MODEL + "/resolve/(main|" + commit + ")/.*")) {
            exchange.sendResponseHeaders(404, -1);
            return;
        }
        exchange.getResponseHeaders().set("X-Repo-Commit", commit);
        if (content.length >= LARGE) {
            exchange.getResponseHeaders().set("X-Linked-Etag", '"' + hash("SHA-256", content) + '"');
            long size = claimedLargeBytes < 0 ? content.length : claimedLargeBytes;
            exchange.getResponseHeaders().set("X-Linked-Size", Long.toString(size));
            exchange.getResponseHeaders()
                    .set("Location", "http://localhost:" + cdn.getAddress().getPort() + "/blobs/" + name);
            exchange.sendResponseHeaders(302, -1);
            return;
        }
        byte[] header = ("blob " + content.length + "\0").getBytes(StandardCharsets.US_ASCII);
        exchange.getResponseHeaders().set("ETag", "W/\"" + hash("SHA-1", header, content) + '"');
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(content.length));
            exchange.sendResponseHeaders(200, -1);
        } else {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
        }
    }

    private void answerCdn(HttpExchange exchange) throws IOException {
        try (exchange) {
            record("cdn", exchange);
            while (count("hub GET /api/") < listsBeforeContent) {
                pause(10);
            }
            String path = exchange.getRequestURI().getPath();
            byte[] content = files.getOrDefault(path.substring(path.lastIndexOf('/') + 1), new byte[0])
                    .clone();
            String etag = "\"cdn-" + hash("MD5", content) + '"';
            exchange.getResponseHeaders().set("ETag", etag);
            int from = rangeStart(exchange, etag);
            if (from > 0) {
                exchange.getResponseHeaders()
                        .set("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
            }
            Fault fault = faults.isEmpty() ? Fault.NONE : faults.remove();
            if (fault == Fault.FLIP_A_BYTE) {
                content[content.length - 7] ^= 1;
            }
            exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
            send(exchange.getResponseBody(), Arrays.copyOfRange(content, from, content.length), fault);
        }
    }

    private int rangeStart(HttpExchange exchange, String etag) {
        String range = exchange.getRequestHeaders().getFirst("Range");
        String condition = exchange.getRequestHeaders().getFirst("If-Range");
        if (range == null || !knowsRanges || (condition != null && !condition.equals(etag))) {
            return 0;
        }
        return Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
    }

    private static void send(OutputStream out, byte[] content, Fault fault) throws IOException {
        if (fault == Fault.CUT_IN_THE_MIDDLE || fault == Fault.STALL) {
            out.write(content, 0, content.length / 2);
            out.flush();
            if (fault == Fault.STALL) {
                pause(600_000);
            }
            return;
        }
        out.write(content);
    }

    private static void pause(long millis) throws IOException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException stopped) {
            throw new InterruptedIOException();
        }
    }

    private void record(String host, HttpExchange exchange) {
        String range = exchange.getRequestHeaders().getFirst("Range");
        String token = exchange.getRequestHeaders().getFirst("Authorization");
        requests.add(host + " " + exchange.getRequestMethod() + " "
                + exchange.getRequestURI().getPath() + (range == null ? "" : " " + range)
                + (token == null ? "" : " " + token));
    }

    static String hash(String algorithm, byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            for (byte[] part : parts) {
                digest.update(part);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException(absent);
        }
    }
}
