package dev.attune.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Prompts to go on from. Ranges are the contract's; what is null was not given. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TextCompletionRequest(
        String model,
        TextPrompts prompt,
        @Nullable Boolean stream,
        @JsonProperty("stream_options") @Nullable StreamOptions streamOptions,
        @Nullable Integer n,
        @Nullable Double temperature,
        @JsonProperty("top_p") @Nullable Double topP,
        @JsonProperty("top_k") @Nullable Integer topK,
        @JsonProperty("min_p") @Nullable Double minP,
        @Nullable Long seed,
        @Nullable StopStrings stop,
        @JsonProperty("max_tokens") @Nullable Integer maxTokens,
        @JsonProperty("presence_penalty") @Nullable Double presencePenalty,
        @JsonProperty("frequency_penalty") @Nullable Double frequencyPenalty,
        @JsonProperty("repetition_penalty") @Nullable Double repetitionPenalty,
        @JsonProperty("logit_bias") @Nullable Map<String, Double> logitBias,
        @Nullable Integer logprobs,
        @Nullable Boolean echo,
        @Nullable String suffix,
        @JsonProperty("best_of") @Nullable Integer bestOf,
        @Nullable String user,
        @Nullable Map<String, String> metadata,
        @JsonProperty("ignore_eos") @Nullable Boolean ignoreEos,
        @JsonProperty("min_tokens") @Nullable Integer minTokens,
        @JsonProperty("return_token_ids") @Nullable Boolean returnTokenIds)
        implements CompletionFields {}
