package dev.attune.server.http;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

/**
 * Server-sent events over one response. What is said goes out with the next {@link #flush}, so that what belongs together costs one
 * write. Writing never waits: the writer asks {@link #isFull()} and holds back by itself. Used on the response's event loop only.
 */
public final class SseStream {
    private static final Buffer DATA = Buffer.buffer("data: ");
    private static final Buffer END = Buffer.buffer("\n\n");
    private static final Buffer DONE = Buffer.buffer("data: [DONE]\n\n");

    private final HttpServerResponse response;
    /** Said, but not sent yet. */
    private Buffer pending = Buffer.buffer();

    public SseStream(HttpServerResponse response, int queueBytes) {
        this.response = response;
        response.setWriteQueueMaxSize(queueBytes);
    }

    /** Has the head go out with the next {@link #flush}; from then on the status is 200. */
    public void open() {
        response.putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream; charset=utf-8")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .putHeader("x-accel-buffering", "no")
                .setChunked(true);
    }

    /** One event; the text holds no line break, as JSON does not. */
    public void data(Buffer json) {
        pending.appendBuffer(DATA).appendBuffer(json).appendBuffer(END);
    }

    /** One event that a reader who comes back can name. */
    public void event(String id, Buffer json) {
        pending.appendString("id: " + id + "\n");
        data(json);
    }

    /** An event of the type {@code error}. */
    public void error(Buffer json) {
        pending.appendString("event: error\n");
        data(json);
    }

    /** A line that readers skip; keeps the connection in use. */
    public void comment(String text) {
        pending.appendString(": " + text + "\n\n");
    }

    /** The last event, and the end of the response; all at once with what was said before. */
    public void done() {
        response.end(pending.appendBuffer(DONE));
        pending = Buffer.buffer();
    }

    /** Sends what was said since the last time; if that was nothing, the head. */
    public void flush() {
        if (pending.length() > 0) {
            response.write(pending);
            pending = Buffer.buffer();
        } else if (!response.headWritten()) {
            response.writeHead();
        }
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
