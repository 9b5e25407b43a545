package dev.attune.load.experiment;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * The experiment in numbers; null where something was not measured. Win rates are by the taste without noise, ties as halves, on
 * held-out prompts of people who taught nothing.
 *
 * @param winRate of what was served in the end against the policy before anybody taught it
 * @param wilsonLow lower end of its 95 % interval
 * @param winRateOverFineTuned against the policy that was fine-tuned on what people wrote and has not practised
 * @param attainableWinRate of the best policy at {@code attainableKl}, in closed form
 * @param sequenceKl from the policy before to the one served in the end, nats
 * @param lengthRatio tokens now over tokens before
 * @param lengthMatchedWinRate against answers of the same length
 * @param rmAccuracyOverCeiling the reward model's accuracy on people it has not seen over what these people's errors allow
 * @param shuffledWinRate if nobody looks before judging
 * @param flippedWinRate if everybody says the contrary
 * @param thumbsOnlyWinRate without rankings and demonstrations
 * @param round2OverRound1 all rounds against one round with as much data
 * @param checklistBefore percent of the fixed list's questions answered right
 * @param wallS teaching and training, all rounds
 * @param itlP99RatioWhileTraining p99 between a stream's tokens while training over idle, the worst round
 */
record Summary(
        long seed,
        @JsonProperty("win_rate") double winRate,
        @JsonProperty("wilson_low") double wilsonLow,
        @JsonProperty("win_rate_over_fine_tuned") @Nullable Double winRateOverFineTuned,
        @JsonProperty("attainable_win_rate") double attainableWinRate,
        @JsonProperty("attainable_kl") double attainableKl,
        @JsonProperty("sequence_kl") double sequenceKl,
        @JsonProperty("length_ratio") double lengthRatio,
        @JsonProperty("length_matched_win_rate") double lengthMatchedWinRate,
        @JsonProperty("rm_accuracy_over_ceiling") @Nullable Double rmAccuracyOverCeiling,
        @JsonProperty("shuffled_win_rate") @Nullable Double shuffledWinRate,
        @JsonProperty("flipped_win_rate") @Nullable Double flippedWinRate,
        @JsonProperty("thumbs_only_win_rate") @Nullable Double thumbsOnlyWinRate,
        @JsonProperty("round2_over_round1") @Nullable Double round2OverRound1,
        @JsonProperty("checklist_before") double checklistBefore,
        @JsonProperty("checklist_after") double checklistAfter,
        @JsonProperty("wall_s") double wallS,
        @JsonProperty("itl_p99_ratio_while_training") double itlP99RatioWhileTraining,
        @JsonProperty("held_out_prompts") int heldOutPrompts,
        double agreement) {}
