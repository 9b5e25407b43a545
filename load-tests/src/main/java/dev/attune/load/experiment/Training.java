package dev.attune.load.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Map;
import java.util.Set;

/** A server's learning, from outside: start it, wait for it, read what it says of itself. One thread. */
final class Training {
    private static final Set<String> ENDED = Set.of("idle", "failed", "paused");
    private static final long LONGEST_NS = 3_600_000_000_000L;
    private static final long TO_BEGIN_NS = 60_000_000_000L;

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

    /** Lets it learn now, and waits. @throws IOException if no cycle begins, or none ends in an hour */
    Cycle run() throws IOException {
        long began = System.nanoTime();
        long before = talk.get("/v1/training").path("cycle").asLong();
        talk.post("/v1/training/start", Map.of());
        while (System.nanoTime() - began < LONGEST_NS) {
            JsonNode now = talk.get("/v1/training");
            boolean begun = now.path("cycle").asLong() > before;
            if (begun && ENDED.contains(now.path("state").asText())) {
                return ended(now, (System.nanoTime() - began) / 1e9);
            }
            if (!begun
                    && System.nanoTime() - began > TO_BEGIN_NS
                    && !now.path("start_asked").asBoolean()) {
                throw new IOException("no cycle began: " + now);
            }
            Talk.pause();
        }
        throw new IOException("no cycle ended within " + LONGEST_NS / 60_000_000_000L + " minutes");
    }

    private Cycle ended(JsonNode status, double seconds) throws IOException {
        return new Cycle(
                status.path("cycle").asLong(),
                status.path("state").asText(),
                status.path("verdict").asText(),
                status.path("message").asText(),
                seconds,
                settledPolicy(),
                talk.get("/v1/policy/versions"));
    }

    /** What was published may take a moment to be served. */
    private JsonNode settledPolicy() throws IOException {
        long began = System.nanoTime();
        JsonNode policy = talk.get("/v1/policy");
        while (policy.at("/current/version").asLong() != policy.path("target").asLong()
                && System.nanoTime() - began < TO_BEGIN_NS) {
            Talk.pause();
            policy = talk.get("/v1/policy");
        }
        return policy;
    }
}
