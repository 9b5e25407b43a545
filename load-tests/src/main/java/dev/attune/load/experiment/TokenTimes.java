package dev.attune.load.experiment;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.attune.load.client.Call;
import dev.attune.load.client.Outcome;
import dev.attune.load.client.StreamClient;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Every two seconds a few streams, to see what a reader sees, as people come and go. One thread. */
final class TokenTimes {
    private static final int STREAMS = 4;
    private static final int TOKENS = 200;
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int EVERY_MS = 2_000;

    private final URI url;
    private final List<Call> calls = new ArrayList<>();

    TokenTimes(String url) throws IOException {
        this.url = URI.create(url + "/v1/chat/completions");
        for (int i = 0; i < STREAMS; i++) {
            Map<String, Object> body = Map.of(
                    "model",
                    "attune-mini",
                    "stream",
                    true,
                    "messages",
                    List.of(Map.of("role", "user", "content", "Tell me story " + i + ".")),
                    "max_completion_tokens",
                    TOKENS,
                    "ignore_eos",
                    true);
            calls.add(new Call(0, new ObjectMapper().writeValueAsBytes(body), 0));
        }
    }

    /** Milliseconds between pieces of text, seen until the condition holds; always at least one round of streams. */
    double[] gapsMs(BooleanSupplier enough) throws IOException {
        List<Double> gaps = new ArrayList<>();
        try (StreamClient client = new StreamClient(url, Map.of(), STREAMS, PATIENCE)) {
            do {
                for (Outcome outcome : client.run(calls)) {
                    Arrays.stream(outcome.gapsNs()).forEach(gap -> gaps.add(gap / 1e6));
                }
                Talk.pause(EVERY_MS);
            } while (!enough.getAsBoolean());
        }
        return gaps.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
