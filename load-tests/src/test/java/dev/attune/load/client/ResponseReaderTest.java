package dev.attune.load.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ResponseReaderTest {
    private static final String EVENTS =
            """
            : waiting

            data: {"choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}

            data: {"choices":[{"index":0,"delta":{"content":"Grü"}}]}

            data:{"choices":[{"index":0,"text":"ße"}]}

            data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

            data: {"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":5}}

            data: [DONE]

            """;

    private final Exchange exchange = new Exchange(new Call(0, new byte[0], 3), 0);
    private final ResponseReader reader = new ResponseReader(exchange);

    /** However the network cuts it. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 100_000})
    void readsAChunkedStream(int pieceBytes) {
        feed("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks(EVENTS, 11), pieceBytes);
        Outcome outcome = exchange.outcome();
        assertThat(reader.isDone()).isTrue();
        assertThat(reader.keepsAlive()).isTrue();
        assertThat(outcome.error()).isNull();
        assertThat(outcome.text()).isEqualTo("Grüße");
        assertThat(outcome.gapsNs()).hasSize(1);
        assertThat(outcome.promptTokens()).isEqualTo(7);
        assertThat(outcome.outputTokens()).isEqualTo(5);
    }

    @Test
    void readsABodyThatEndsWithTheConnection() {
        feed("HTTP/1.1 200 OK\r\n\r\n" + wire(EVENTS), 5);
        assertThat(reader.isDone()).isFalse();
        reader.endOfConnection();
        assertThat(reader.isDone()).isTrue();
        assertThat(reader.keepsAlive()).isFalse();
        assertThat(exchange.outcome().error()).isNull();
    }

    @Test
    void anErrorStatusIsAFailureWithItsBody() {
        feed("HTTP/1.1 429 Too Many Requests\r\nContent-Length: 8\r\n\r\n{\"e\":42}", 3);
        assertThat(exchange.outcome().error()).isEqualTo("HTTP 429: {\"e\":42}");
    }

    @Test
    void anErrorEventIsAFailure() {
        feed(
                "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nevent: error\ndata: {\"error\":{\"message\":\"broke\"}}\n\ndata: [DONE]\n\n",
                9);
        assertThat(exchange.outcome().error()).isEqualTo("broke");
    }

    @Test
    void aStreamThatIsCutOffIsAFailure() {
        feed(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + chunks(EVENTS, 50).substring(0, 130),
                50);
        reader.endOfConnection();
        assertThat(exchange.outcome().error()).isEqualTo("the server closed the connection");
    }

    @Test
    void whatIsNoHttpIsRefused() {
        assertThatExceptionOfType(BadReplyException.class).isThrownBy(() -> feed("hello\r\n", 7));
        assertThatExceptionOfType(BadReplyException.class).isThrownBy(() -> feed("x".repeat(70_000), 70_000));
    }

    /** One character a byte. */
    private void feed(String response, int pieceBytes) {
        byte[] bytes = response.getBytes(StandardCharsets.ISO_8859_1);
        exchange.sent(0);
        long now = 1;
        for (int at = 0; at < bytes.length; at += pieceBytes) {
            reader.accept(ByteBuffer.wrap(bytes, at, Math.min(pieceBytes, bytes.length - at)), now++);
        }
    }

    private static String wire(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static String chunks(String text, int size) {
        String wire = wire(text);
        StringBuilder chunked = new StringBuilder();
        for (int at = 0; at < wire.length(); at += size) {
            String chunk = wire.substring(at, Math.min(wire.length(), at + size));
            chunked.append(Integer.toHexString(chunk.length()))
                    .append("\r\n")
                    .append(chunk)
                    .append("\r\n");
        }
        return chunked.append("0\r\n\r\n").toString();
    }
}
