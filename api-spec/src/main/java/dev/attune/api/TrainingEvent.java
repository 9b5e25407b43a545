package dev.attune.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Something that happened in training. */
public record TrainingEvent(
        String kind,
        long cycle,
        String stage,
        long step,
        long steps,
        Map<String, Double> metrics,
        @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("eta_s") @Nullable Double etaS,
        String message,
        List<TrainingSample> samples,
        @JsonProperty("at_ms") long atMs) {}
