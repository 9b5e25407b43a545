package dev.attune.load.drill;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One streamed answer: its words, the versions it names, and when its pieces came. Written by one thread, then read by another. */
final class SwapStream {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String prompt;
    private final StringBuilder text = new StringBuilder();
    private final Set<String> versions = new LinkedHashSet<>();
    private final List<Gap> gaps = new ArrayList<>();
    private int tokens;
    private boolean done;
    private long lastNs;
    private @Nullable String error;

    /** Between two pieces of text, both times of {@link System#nanoTime}. */
    record Gap(long fromNs, long toNs) {
        long ns() {
            return toNs - fromNs;
        }

        boolean touches(long beginNs, long endNs) {
            return fromNs <= endNs && toNs >= beginNs;
        }
    }

    SwapStream(String prompt) {
        this.prompt = prompt;
    }

    void line(String line, long nowNs) {
        if (line.equals("data: [DONE]")) {
            done = true;
        } else if (line.startsWith("data: ")) {
            event(line.substring("data: ".length()), nowNs);
        }
    }

    void end(int status, int expectedTokens) {
        if (status != 200) {
            fail("status " + status);
        } else if (!done) {
            fail("no [DONE]");
        } else if (tokens != expectedTokens) {
            fail(tokens + " tokens instead of " + expectedTokens);
        }
    }

    void fail(String reason) {
        if (error == null) {
            error = reason;
        }
    }

    String prompt() {
        return prompt;
    }

    String text() {
        return text.toString();
    }

    /** The fingerprints on its chunks. */
    Set<String> versions() {
        return versions;
    }

    List<Gap> gaps() {
        return gaps;
    }

    @Nullable
    String error() {
        return error;
    }

    private void event(String data, long nowNs) {
        try {
            JsonNode event = JSON.readTree(data);
            if (event.has("error")) {
                fail(event.at("/error/message").asText());
                return;
            }
            versions.add(event.path("system_fingerprint").asText());
            tokens = event.at("/usage/completion_tokens").asInt(tokens);
            String piece = event.at("/choices/0/delta/content").asText("");
            if (!piece.isEmpty()) {
                text.append(piece);
                if (lastNs > 0) {
                    gaps.add(new Gap(lastNs, nowNs));
                }
                lastNs = nowNs;
            }
        } catch (JsonProcessingException e) {
            fail("an event is no JSON");
        }
    }
}
