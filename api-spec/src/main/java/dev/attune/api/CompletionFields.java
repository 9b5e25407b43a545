package dev.attune.api;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields that chat and text completions share, with the same meaning; what is null was not given. */
public interface CompletionFields {

    String model();

    @Nullable
    Boolean stream();

    @Nullable
    StreamOptions streamOptions();

    @Nullable
    Integer n();

    @Nullable
    Double temperature();

    @Nullable
    Double topP();

    @Nullable
    Integer topK();

    @Nullable
    Double minP();

    @Nullable
    Long seed();

    @Nullable
    StopStrings stop();

    @Nullable
    Double presencePenalty();

    @Nullable
    Double frequencyPenalty();

    @Nullable
    Double repetitionPenalty();

    @Nullable
    Map<String, Double> logitBias();

    @Nullable
    String user();

    @Nullable
    Map<String, String> metadata();

    @Nullable
    Boolean ignoreEos();

    @Nullable
    Integer minTokens();

    @Nullable
    Boolean returnTokenIds();
}
