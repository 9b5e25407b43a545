package dev.attune.load.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import dev.attune.load.experiment.Talk.Answer;
import dev.attune.load.experiment.Talk.Exchange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * How far a policy is from another one, from the policy's own answers: the mean of log π(y|x) − log π₀(y|x), which is unbiased. What π₀
 * thinks of each token is asked of the server that serves it: a bias makes it draw just that token, and what it reports is its own
 * distribution, without the bias. Any thread.
 */
final class SequenceKl {
    private static final int CERTAIN = 100;

    private final Talk reference;
    private final Crowd crowd;

    /** @param reference a server of π₀ */
    SequenceKl(Talk reference, Crowd crowd) {
        this.reference = reference;
        this.crowd = crowd;
    }

    /** Mean over the first answers of all exchanges, nats a sequence. */
    double of(List<Exchange> exchanges) throws IOException {
        return crowd.all(exchanges, this::logRatio).stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElseThrow();
    }

    private double logRatio(Exchange exchange) throws IOException {
        Answer answer = exchange.answers().get(0);
        double reference = 0;
        for (int i : IntStream.range(0, answer.tokenIds().size()).toArray()) {
            List<Integer> before = new ArrayList<>(exchange.promptIds());
            before.addAll(answer.tokenIds().subList(0, i));
            reference += logprob(before, answer.tokenIds().get(i));
        }
        return answer.logprob() - reference;
    }

    private double logprob(List<Integer> before, int token) throws IOException {
        Map<String, Object> body = Map.of(
                "model",
                "attune-mini",
                "prompt",
                before,
                "max_tokens",
                1,
                "logprobs",
                0,
                "return_token_ids",
                true,
                "logit_bias",
                Map.of(Integer.toString(token), CERTAIN));
        JsonNode choice = reference.post("/v1/completions", body).at("/choices/0");
        if (choice.at("/token_ids/0").asInt(-1) != token) {
            throw new IOException("token " + token + " was asked for, the server drew " + choice);
        }
        return choice.at("/logprobs/token_logprobs/0").asDouble();
    }
}
