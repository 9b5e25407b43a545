package dev.attune.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields that chat and text completions share, with the same meaning; what is null was not given. {@code ignore_eos},
 * {@code min_tokens} and {@code return_token_ids} are extensions.
 */
public interface CompletionFields {

    String model();

    @Nullable
    Boolean stream();

    @JsonProperty("stream_options")
    @Nullable
    StreamOptions streamOptions();

    @Nullable
    Integer n();

    @Nullable
    Double temperature();

    @JsonProperty("top_p")
    @Nullable
    Double topP();

    @JsonProperty("top_k")
    @Nullable
    Integer topK();

    @JsonProperty("min_p")
    @Nullable
    Double minP();

    @Nullable
    Long seed();

    @Nullable
    StopStrings stop();

    @JsonProperty("presence_penalty")
    @Nullable
    Double presencePenalty();

    @JsonProperty("frequency_penalty")
    @Nullable
    Double frequencyPenalty();

    @JsonProperty("repetition_penalty")
    @Nullable
    Double repetitionPenalty();

    @JsonProperty("logit_bias")
    @Nullable
    Map<String, Double> logitBias();

    @Nullable
    String user();

    @Nullable
    Map<String, String> metadata();

    @JsonProperty("ignore_eos")
    @Nullable
    Boolean ignoreEos();

    @JsonProperty("min_tokens")
    @Nullable
    Integer minTokens();

    @JsonProperty("return_token_ids")
    @Nullable
    Boolean returnTokenIds();
}
