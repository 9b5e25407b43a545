package dev.attune.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where training stands; {@code at} is when the trainer said so, in seconds since 1970. */
public record TrainingReport(
        String object,
        String state,
        String mode,
        @JsonProperty("start_asked") boolean startAsked,
        long cycle,
        long step,
        long steps,
        @JsonProperty("eta_s") @Nullable Double etaS,
        Map<String, Long> evidence,
        Map<String, Double> metrics,
        String verdict,
        String message,
        long at,
        TrainerReport trainer) {}
