package dev.attune.server.chat;

import dev.attune.api.ChatCompletionRequest;
import dev.attune.api.StopStrings;
import dev.attune.server.http.ApiException;
import dev.attune.serving.engine.GenerationRequest;
import dev.attune.serving.engine.SamplingParams;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A chat request in the engine's words, with everything checked that the contract's schemas cannot say.
 *
 * @param n how many completions
 * @param topLogprobs −1: none asked for; 0…20: that many alternatives per token
 */
@SuppressWarnings("ArrayRecordComponent") // shared with the engine, never compared
record ChatCall(
        int[] promptIds,
        int n,
        SamplingParams sampling,
        GenerationRequest.Ending ending,
        int topLogprobs,
        List<String> stops,
        boolean stream,
        boolean includeUsage,
        boolean returnTokenIds) {

    /** What can be checked before the prompt is known; cheap enough for an event loop. */
    static void check(ChatCompletionRequest request, ChatModel model) {
        if (!request.model().equals(model.name())) {
            throw ApiException.modelNotFound(request.model(), model.name());
        }
        if (request.tools() != null && !request.tools().isEmpty()) {
            throw ApiException.badRequest("tools are not supported by this server.", "tools");
        }
        if (request.responseFormat() != null && !request.responseFormat().type().equals("text")) {
            throw ApiException.badRequest(
                    "response_format must be text, was "
                            + request.responseFormat().type() + ".",
                    "response_format");
        }
        if (request.streamOptions() != null && !isTrue(request.stream())) {
            throw ApiException.badRequest("stream_options needs stream: true.", "stream_options");
        }
        if (request.topLogprobs() != null && !isTrue(request.logprobs())) {
            throw ApiException.badRequest("top_logprobs needs logprobs: true.", "top_logprobs");
        }
        if (request.stop() != null && !request.stop().values().stream().allMatch(ChatCall::isWellFormed)) {
            throw ApiException.badRequest("stop must not hold half of a surrogate pair.", "stop");
        }
        for (int i = 0; i < request.messages().size(); i++) {
            var message = request.messages().get(i);
            if (message.content() == null && !message.role().equals("assistant")) {
                throw ApiException.badRequest(
                        "Only an assistant's message may be without content.", "messages[" + i + "].content");
            }
        }
    }

    static ChatCall of(ChatCompletionRequest request, ChatModel model, int[] promptIds) {
        if (promptIds.length == 0) {
            throw ApiException.badRequest("The messages make an empty prompt.", "messages");
        }
        StopStrings stop = request.stop();
        return new ChatCall(
                promptIds,
                Objects.requireNonNullElse(request.n(), 1),
                sampling(request, model),
                ending(request, model, promptIds.length),
                isTrue(request.logprobs()) ? Objects.requireNonNullElse(request.topLogprobs(), 0) : -1,
                stop == null ? List.of() : stop.values(),
                isTrue(request.stream()),
                request.streamOptions() != null
                        && isTrue(request.streamOptions().includeUsage()),
                isTrue(request.returnTokenIds()));
    }

    /** Completion {@code index} of a request; with a seed each has its own, so that {@code n} answers differ. */
    SamplingParams sampling(int index) {
        return sampling.seed().isPresent() ? sampling.withSeed(sampling.seed().getAsLong() + index) : sampling;
    }

    private static SamplingParams sampling(ChatCompletionRequest request, ChatModel model) {
        SamplingParams defaults = model.defaults();
        return new SamplingParams(
                Objects.requireNonNullElse(request.temperature(), defaults.temperature()),
                Objects.requireNonNullElse(request.topP(), defaults.topP()),
                Math.max(0, Objects.requireNonNullElse(request.topK(), defaults.topK())),
                Objects.requireNonNullElse(request.minP(), defaults.minP()),
                Objects.requireNonNullElse(request.repetitionPenalty(), defaults.repetitionPenalty()),
                Objects.requireNonNullElse(request.presencePenalty(), defaults.presencePenalty()),
                Objects.requireNonNullElse(request.frequencyPenalty(), defaults.frequencyPenalty()),
                logitBias(request.logitBias(), model.vocabularySize()),
                request.seed() == null ? OptionalLong.empty() : OptionalLong.of(request.seed()));
    }

    private static Map<Integer, Float> logitBias(@Nullable Map<String, Double> asked, int vocabularySize) {
        Map<Integer, Float> bias = new HashMap<>();
        if (asked != null) {
            asked.forEach((token, value) -> bias.put(tokenId(token, vocabularySize), value.floatValue()));
        }
        return bias;
    }

    private static int tokenId(String token, int vocabularySize) {
        try {
            int id = Integer.parseInt(token);
            if (id >= 0 && id < vocabularySize) {
                return id;
            }
        } catch (NumberFormatException notANumber) {
            // Refused below, like a number that no token has.
        }
        throw ApiException.badRequest(
                "logit_bias takes token ids from 0 to " + (vocabularySize - 1) + ", was " + token + ".",
                "logit_bias." + token);
    }

    private static GenerationRequest.Ending ending(ChatCompletionRequest request, ChatModel model, int promptTokens) {
        int room = model.contextTokens() - promptTokens;
        Integer asked = request.maxCompletionTokens() == null ? request.maxTokens() : request.maxCompletionTokens();
        if (room < 1 || (asked != null && asked > room)) {
            throw tooLong(model.contextTokens(), promptTokens, asked);
        }
        int most = asked == null ? room : asked;
        int least = Objects.requireNonNullElse(request.minTokens(), 0);
        if (least > most) {
            throw ApiException.badRequest(
                    "min_tokens must not exceed the " + most + " tokens that may be generated, was " + least + ".",
                    "min_tokens");
        }
        return new GenerationRequest.Ending(most, least, isTrue(request.ignoreEos()), model.endIds());
    }

    private static ApiException tooLong(int contextTokens, int promptTokens, @Nullable Integer asked) {
        String wanted = asked == null
                ? "the messages take " + promptTokens + " tokens, which leaves no room for an answer."
                : "the messages take " + promptTokens + " tokens and " + asked + " more were asked for.";
        return ApiException.badRequest(
                "This model's context holds " + contextTokens + " tokens; " + wanted,
                "messages",
                "context_length_exceeded");
    }

    private static boolean isWellFormed(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    private static boolean isTrue(@Nullable Boolean value) {
        return Boolean.TRUE.equals(value);
    }
}
