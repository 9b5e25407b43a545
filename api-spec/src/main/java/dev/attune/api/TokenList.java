package dev.attune.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/** The tokens of a prompt, and how many the model has room for, prompt and completion together. */
public record TokenList(List<Integer> tokens, int count, @JsonProperty("max_model_len") int maxModelLen) {

    /** These tokens, counted. */
    public static TokenList of(List<Integer> tokens, int maxModelLen) {
        return new TokenList(tokens, tokens.size(), maxModelLen);
    }
}
