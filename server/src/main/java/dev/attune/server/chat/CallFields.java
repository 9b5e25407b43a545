package dev.attune.server.chat;

import dev.attune.api.CompletionFields;
import dev.attune.server.http.ApiException;
import dev.attune.serving.engine.GenerationRequest;
import dev.attune.serving.engine.SamplingParams;
import dev.attune.serving.text.UnicodeText;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** What chat and text completions check and read alike. */
final class CallFields {

    private CallFields() {}

    /** What the contract's schemas cannot say; cheap enough for an event loop. */
    static void check(CompletionFields request, ChatModel model) {
        requireModel(request.model(), model);
        if (request.streamOptions() != null && !isTrue(request.stream())) {
            throw ApiException.badRequest("stream_options needs stream: true.", "stream_options");
        }
        if (request.stop() != null && !request.stop().values().stream().allMatch(UnicodeText::isWellFormed)) {
            throw ApiException.badRequest("stop must not hold half of a surrogate pair.", "stop");
        }
    }

    /** No name means the one model there is. */
    static void requireModel(@Nullable String asked, ChatModel model) {
        if (asked != null && !asked.equals(model.name())) {
            throw ApiException.modelNotFound(asked, model.name());
        }
    }

    /** How many tokens a completion of so many prompt tokens may have: those asked for, or all there is room for. */
    static int room(ChatModel model, int promptTokens, @Nullable Integer asked, String param) {
        int room = model.contextTokens() - promptTokens;
        if (room >= 1 && (asked == null || asked <= room)) {
            return asked == null ? room : asked;
        }
        throw ApiException.badRequest(
                "This model's maximum context length is " + model.contextTokens() + " tokens, but the prompt has "
                        + promptTokens + " tokens"
                        + (asked == null
                                ? ", which leaves no room for more."
                                : " and " + asked + " more were asked for."),
                param,
                "context_length_exceeded");
    }

    static Call call(CompletionFields request, ChatModel model, Asked asked, List<Prompt> prompts, int topLogprobs) {
        return new Call(
                asked,
                prompts,
                Objects.requireNonNullElse(request.n(), 1),
                sampling(request, model),
                topLogprobs,
                request.stop() == null ? List.of() : request.stop().values(),
                isTrue(request.stream()),
                request.streamOptions() != null
                        && isTrue(request.streamOptions().includeUsage()),
                isTrue(request.returnTokenIds()));
    }

    /** When completions of a prompt end that may have {@code most} tokens. */
    static GenerationRequest.Ending ending(CompletionFields request, ChatModel model, int most) {
        int least = Objects.requireNonNullElse(request.minTokens(), 0);
        if (least > most) {
            throw ApiException.badRequest(
                    "min_tokens must not exceed the " + most + " tokens that may be generated, was " + least + ".",
                    "min_tokens");
        }
        return new GenerationRequest.Ending(most, least, isTrue(request.ignoreEos()), model.endIds());
    }

    static boolean isTrue(@Nullable Boolean value) {
        return Boolean.TRUE.equals(value);
    }

    /** Where the request gives no seed it gets one, so that its record says how to draw the same again. */
    private static SamplingParams sampling(CompletionFields request, ChatModel model) {
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
                OptionalLong.of(
                        request.seed() == null ? ThreadLocalRandom.current().nextLong() : request.seed()));
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
}
