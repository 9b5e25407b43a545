package dev.attune.trainer.cycle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.attune.trainer.ppo.PpoConfig;
import dev.attune.trainer.reward.RewardRecipe;
import dev.attune.trainer.sft.Recipe;

/**
 * The recipes of all stages: with parent, data and seed all that decides a cycle's weights, so it is in every manifest. Immutable.
 */
public record LearningConfig(Recipe sft, RewardRecipe reward, PpoConfig policy) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public static final LearningConfig STANDARD =
            new LearningConfig(Recipe.FINE_TUNING, RewardRecipe.STANDARD, PpoConfig.STANDARD);

    public LearningConfig withThumbsAlone() {
        return new LearningConfig(sft, reward.withThumbsAlone(), policy);
    }

    public LearningConfig withIterations(int iterations) {
        return new LearningConfig(sft, reward, policy.withIterations(iterations));
    }

    JsonNode toJson() {
        return JSON.valueToTree(this);
    }

    /** What {@link #toJson} wrote. */
    static LearningConfig read(JsonNode json) {
        return JSON.convertValue(json, LearningConfig.class);
    }
}
