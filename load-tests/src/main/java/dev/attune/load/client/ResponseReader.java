package dev.attune.load.client;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Reads one HTTP/1.1 response as its bytes come: head, then a body in chunks, of a length, or up to the end of the connection. A body
 * of status 200 goes on as events, any other is the error. Owned by the client's thread.
 */
final class ResponseReader {
    private static final int MOST_HEAD_BYTES = 1 << 16;
    private static final int MOST_ERROR_CHARS = 2000;

    private enum State {
        HEAD,
        CHUNK_SIZE,
        CHUNK,
        CHUNK_END,
        TRAILER,
        BODY,
        DONE
    }

    private final Exchange exchange;
    private final EventReader events;
    private final StringBuilder line = new StringBuilder();
    private final StringBuilder errorBody = new StringBuilder();
    private State state = State.HEAD;
    private int headBytes;
    private int status;
    private boolean chunked;
    private boolean keepAlive = true;
    /** Of the body or the chunk, still to come; −1: up to the end of the connection. */
    private long left = -1;

    ResponseReader(Exchange exchange) {
        this.exchange = exchange;
        this.events = new EventReader(exchange);
    }

    /** Takes all bytes, or those up to the end of the response. */
    void accept(ByteBuffer in, long nowNs) {
        while (in.hasRemaining() && state != State.DONE) {
            if (state == State.CHUNK || state == State.BODY) {
                body(in, nowNs);
            } else {
                character((char) (in.get() & 0xff));
            }
        }
    }

    boolean isDone() {
        return state == State.DONE;
    }

    /** Whether the connection may serve another request. */
    boolean keepsAlive() {
        return keepAlive;
    }

    /** The connection has ended. */
    void endOfConnection() {
        if (state == State.BODY && left < 0) {
            end();
        } else if (state != State.DONE) {
            exchange.fail("the server closed the connection");
        }
    }

    private void body(ByteBuffer in, long nowNs) {
        int length = (int) (left < 0 ? in.remaining() : Math.min(left, in.remaining()));
        if (status == 200) {
            events.accept(in.array(), in.arrayOffset() + in.position(), length, nowNs);
        } else if (errorBody.length() < MOST_ERROR_CHARS) {
            errorBody.append(new String(in.array(), in.arrayOffset() + in.position(), length, StandardCharsets.UTF_8));
        }
        in.position(in.position() + length);
        if (left >= 0) {
            left -= length;
            if (left == 0) {
                if (state == State.BODY) {
                    end();
                } else {
                    state = State.CHUNK_END;
                }
            }
        }
    }

    private void character(char c) {
        if (c == '\r') {
            return;
        }
        if (c != '\n') {
            line.append(c);
            if (++headBytes > MOST_HEAD_BYTES) {
                throw new BadReplyException("the head of the response is longer than " + MOST_HEAD_BYTES + " bytes");
            }
            return;
        }
        String whole = line.toString();
        line.setLength(0);
        switch (state) {
            case HEAD -> head(whole);
            case CHUNK_SIZE -> chunkSize(whole);
            case CHUNK_END -> state = State.CHUNK_SIZE;
            case TRAILER -> {
                if (whole.isEmpty()) {
                    end();
                }
            }
            default -> throw new IllegalStateException("no line is read in state " + state);
        }
    }

    private void head(String whole) {
        if (status == 0) {
            status = statusOf(whole);
        } else if (!whole.isEmpty()) {
            header(whole.toLowerCase(Locale.ROOT));
        } else if (chunked) {
            state = State.CHUNK_SIZE;
        } else {
            state = State.BODY;
            keepAlive &= left >= 0;
            if (left == 0) {
                end();
            }
        }
    }

    private void header(String header) {
        String value = header.substring(header.indexOf(':') + 1).strip();
        if (header.startsWith("transfer-encoding:")) {
            chunked = value.contains("chunked");
        } else if (header.startsWith("content-length:")) {
            left = Long.parseLong(value);
        } else if (header.startsWith("connection:") && value.contains("close")) {
            keepAlive = false;
        }
    }

    private void chunkSize(String whole) {
        int end = whole.indexOf(';');
        try {
            left = Long.parseLong((end < 0 ? whole : whole.substring(0, end)).strip(), 16);
        } catch (NumberFormatException e) {
            throw new BadReplyException("a chunk has no size: " + whole);
        }
        // Chunk lines are part of no head: what they take must not add up over a long stream.
        headBytes = 0;
        state = left == 0 ? State.TRAILER : State.CHUNK;
    }

    private void end() {
        if (status != 200) {
            exchange.fail("HTTP " + status + ": " + errorBody);
        }
        state = State.DONE;
    }

    private static int statusOf(String line) {
        try {
            return Integer.parseInt(line.split(" ", 3)[1]);
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new BadReplyException("this is no HTTP/1.1: " + line);
        }
    }
}
