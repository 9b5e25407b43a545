package dev.attune.server.http;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

/**
 * Server-sent events over one response. Writing never waits: the writer asks {@link #isFull()} and holds back by itself. Used
 * on the response's event loop only.
 */
public final class SseStream {
    private static final Buffer DATA = Buffer.buffer("data: ");
    private static final Buffer END = Buffer.buffer("\n\n");
    private static final Buffer DONE = Buffer.buffer("data: [DONE]\n\n");

    private final HttpServerResponse response;

    public SseStream(HttpServerResponse response, int queueBytes) {
        this.response = response;
        response.setWriteQueueMaxSize(queueBytes);
    }

    /** Sends the head; from here on the status is 200. */
    public void open() {
        response.putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream; charset=utf-8")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .putHeader("x-accel-buffering", "no")
                .setChunked(true)
                .writeHead();
    }

    /** One event; the text holds no line break, as JSON does not. */
    public void data(Buffer json) {
        response.write(Buffer.buffer(json.length() + 8)
                .appendBuffer(DATA)
                .appendBuffer(json)
                .appendBuffer(END));
    }

    /** One event that a reader who comes back can name. */
    public void event(String id, Buffer json) {
        response.write(Buffer.buffer("id: " + id + "\n")
                .appendBuffer(DATA)
                .appendBuffer(json)
                .appendBuffer(END));
    }

    /** An event of the type {@code error}. */
    public void error(Buffer json) {
        response.write(Buffer.buffer("event: error\n")
                .appendBuffer(DATA)
                .appendBuffer(json)
                .appendBuffer(END));
    }

    /** A line that readers skip; keeps the connection in use. */
    public void comment(String text) {
        response.write(": " + text + "\n\n");
    }

    /** The last event, and the end of the response. */
    public void done() {
        response.end(DONE);
    }

    /** Whether the socket has more to send than it should hold. */
    public boolean isFull() {
        return response.writeQueueFull();
    }

    /** Called each time the socket has caught up. */
    public void onDrain(Handler<Void> handler) {
        response.drainHandler(handler);
    }
}
