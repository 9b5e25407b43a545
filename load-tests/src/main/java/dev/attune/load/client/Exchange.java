package dev.attune.load.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One request while its answer comes. Owned by the client's thread. */
final class Exchange {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);

    private final Call call;
    private final long intendedNs;
    private final StringBuilder text = new StringBuilder();
    private long sentNs;
    private long firstNs;
    private long lastNs;
    private long lastTextNs;
    private long[] gaps = new long[32];
    private int gapCount;
    private int textEvents;
    private int promptTokens;
    private int outputTokens;
    private boolean done;
    private @Nullable String error;

    Exchange(Call call, long intendedNs) {
        this.call = call;
        this.intendedNs = intendedNs;
    }

    Call call() {
        return call;
    }

    long sentNs() {
        return sentNs;
    }

    void sent(long nowNs) {
        sentNs = nowNs;
        firstNs = nowNs;
        lastNs = nowNs;
    }

    /** The data of one server-sent event. */
    void event(byte[] data, int length, long nowNs) {
        if (Arrays.equals(data, 0, length, DONE, 0, DONE.length)) {
            done = true;
            return;
        }
        try {
            read(JSON.readTree(data, 0, length), nowNs);
        } catch (IOException e) {
            fail("an event is no JSON: " + new String(data, 0, Math.min(length, 200), StandardCharsets.UTF_8));
        }
    }

    /** The first thing that went wrong is kept. */
    void fail(String reason) {
        if (error == null) {
            error = reason;
        }
    }

    Outcome outcome() {
        if (!done) {
            fail("the stream ended without [DONE]");
        } else if (firstNs == sentNs) {
            fail("the stream brought no choice");
        }
        return new Outcome(
                intendedNs,
                sentNs,
                firstNs,
                lastNs,
                Arrays.copyOf(gaps, gapCount),
                promptTokens > 0 ? promptTokens : call.promptTokens(),
                outputTokens > 0 ? outputTokens : textEvents,
                text.toString(),
                error);
    }

    private void read(JsonNode event, long nowNs) {
        if (event.has("error")) {
            fail(event.path("error").path("message").asText(event.toString()));
            return;
        }
        lastNs = nowNs;
        JsonNode usage = event.path("usage");
        promptTokens = usage.path("prompt_tokens").asInt(promptTokens);
        outputTokens = usage.path("completion_tokens").asInt(outputTokens);
        JsonNode choice = event.path("choices").path(0);
        if (choice.isMissingNode()) {
            return;
        }
        if (firstNs == sentNs) {
            firstNs = nowNs;
        }
        String piece =
                choice.path("delta").path("content").asText(choice.path("text").asText(""));
        if (!piece.isEmpty()) {
            addText(piece, nowNs);
        }
    }

    private void addText(String piece, long nowNs) {
        text.append(piece);
        if (textEvents++ > 0) {
            if (gapCount == gaps.length) {
                gaps = Arrays.copyOf(gaps, 2 * gapCount);
            }
            gaps[gapCount++] = nowNs - lastTextNs;
        }
        lastTextNs = nowNs;
    }
}
