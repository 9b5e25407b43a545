package dev.attune.load.http;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What to measure.
 *
 * @param model the folder that both sides serve
 * @param server where to get a server from
 * @param streams how many answers are drawn side by side, each measured
 * @param promptTokens of a prompt, about
 * @param outputTokens of an answer, exactly
 * @param rounds how often everything is gone through
 * @param idleSamples single requests a round whose first token is timed
 * @param warmupRounds rounds before those that count
 */
record HttpPlan(
        Path model,
        Source server,
        List<Integer> streams,
        int promptTokens,
        int outputTokens,
        int rounds,
        int idleSamples,
        int warmupRounds) {

    /**
     * A server that runs, or a distribution to start one from; exactly one of them.
     *
     * @param headers for one that wants a key
     */
    record Source(Optional<String> baseUrl, Optional<Path> distribution, Map<String, String> headers) {
        Source {
            require(
                    baseUrl.isPresent() != distribution.isPresent(),
                    "exactly one of --base-url and --server must be given");
            headers = Map.copyOf(headers);
        }
    }

    HttpPlan {
        require(!streams.isEmpty(), "--streams must name at least one number");
        streams.forEach(count -> require(count >= 1, "--streams must be at least 1, one was " + count));
        require(promptTokens >= 1, "--prompt must be at least 1, was " + promptTokens);
        require(outputTokens >= 2, "--tokens must be at least 2, was " + outputTokens);
        require(rounds >= 1, "--rounds must be at least 1, was " + rounds);
        require(idleSamples >= 1, "--idle must be at least 1, was " + idleSamples);
        require(warmupRounds >= 0, "--warmup must be at least 0, was " + warmupRounds);
        streams = List.copyOf(streams);
    }

    int mostStreams() {
        return streams.stream().mapToInt(Integer::intValue).max().orElseThrow();
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
