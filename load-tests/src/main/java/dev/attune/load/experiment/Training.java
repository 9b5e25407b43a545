package dev.attune.load.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Map;
import java.util.Set;

/** A server's learning, from outside: start it, wait for it, read what it says of itself. One thread. */
final class Training {
    private static final Set<String> ENDED = Set.of("idle", "failed", "paused");
    private static final long LONGEST_MS = 3_600_000;

    private final Talk talk;

    Training(Talk talk) {
        this.talk = talk;
    }

    /**
     * What became of a cycle.
     *
     * @param state in which it ended
     * @param verdict of the gate, in the server's words
     * @param policy what is served since, as {@code GET /v1/policy} says
     * @param versions all there are, as {@code GET /v1/policy/versions} says; the metrics of a cycle are in there
     */
    record Cycle(
            long number,
            String state,
            String verdict,
            String message,
            double seconds,
            JsonNode policy,
            JsonNode versions) {}

    /** Lets it learn now, and waits. @throws IOException if no cycle begins and ends in an hour */
    Cycle run() throws IOException {
        long began = System.nanoTime();
        long before = talk.get("/v1/training").path("cycle").asLong();
        talk.post("/v1/training/start", Map.of());
        while (System.nanoTime() - began < LONGEST_MS * 1_000_000) {
            JsonNode now = talk.get("/v1/training");
            if (now.path("cycle").asLong() > before
                    && ENDED.contains(now.path("state").asText())) {
                return new Cycle(
                        now.path("cycle").asLong(),
                        now.path("state").asText(),
                        now.path("verdict").asText(),
                        now.path("message").asText(),
                        (System.nanoTime() - began) / 1e9,
                        talk.get("/v1/policy"),
                        talk.get("/v1/policy/versions"));
            }
            Talk.pause();
        }
        throw new IOException("no cycle began and ended within " + LONGEST_MS / 60_000 + " minutes");
    }
}
