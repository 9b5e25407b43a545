package dev.attune.trainer.cycle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.attune.trainer.ppo.PpoConfig;
import dev.attune.trainer.reward.RewardRecipe;
import dev.attune.trainer.sft.Recipe;

/**
 * The recipes of all stages: with parent, data and seed all that decides a cycle's weights, so it is in every manifest. Learning rates are
 * those of a network 256 wide; a stage lowers them for a wider one ({@link #atWidth}). Immutable.
 *
 * @param conversations SHA-256 of those that the policy is not to forget; empty for none
 * @param threads processor threads of one operation, since sums are rounded otherwise by another number; 0 in a manifest that does not say
 */
public record LearningConfig(Recipe sft, RewardRecipe reward, PpoConfig policy, String conversations, int threads) {
    /** The width whose learning rates the recipes hold. */
    private static final int RATES_ARE_FOR = 256;

    private static final ObjectMapper JSON = new ObjectMapper();

    public static final LearningConfig STANDARD =
            new LearningConfig(Recipe.DEMONSTRATIONS, RewardRecipe.STANDARD, PpoConfig.STANDARD, "", 0);

    /** A trainer that remembered nothing has written none. */
    public LearningConfig {
        conversations = conversations == null ? "" : conversations;
    }

    public LearningConfig withThumbsAlone() {
        return new LearningConfig(sft, reward.withThumbsAlone(), policy, conversations, threads);
    }

    public LearningConfig with(RewardRecipe other) {
        return new LearningConfig(sft, other, policy, conversations, threads);
    }

    public LearningConfig with(PpoConfig other) {
        return new LearningConfig(sft, reward, other, conversations, threads);
    }

    /**
     * The same for a network so wide. Adam's best rate for the matrices of a wider network falls as its width grows (Yang and others, "Tensor
     * Programs V", arXiv 2203.03466, table 3); a narrower one keeps what there is.
     *
     * @param hiddenSize width of the residual stream
     */
    LearningConfig atWidth(int hiddenSize) {
        double share = Math.min(1, (double) RATES_ARE_FOR / hiddenSize);
        return new LearningConfig(
                sft.atRate(share),
                reward.atRate(share),
                policy.with(policy.update().atRate(share)),
                conversations,
                threads);
    }

    LearningConfig remembering(String sha256) {
        return new LearningConfig(sft, reward, policy, sha256, threads);
    }

    LearningConfig onThreads(int other) {
        return new LearningConfig(sft, reward, policy, conversations, other);
    }

    JsonNode toJson() {
        return JSON.valueToTree(this);
    }

    /** What {@link #toJson} wrote. */
    static LearningConfig read(JsonNode json) {
        return JSON.convertValue(json, LearningConfig.class);
    }
}
