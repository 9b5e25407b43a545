package dev.attune.trainer.ppo;

import dev.attune.serving.checkpoint.Checkpoint;
import dev.attune.serving.checkpoint.Dtype;
import dev.attune.trainer.data.TokenStore;
import dev.attune.trainer.model.ScalarHead;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One run.
 *
 * @param policy folder of the model to start from
 * @param reference folder of the model not to leave
 * @param value where the value network starts from; without, from the policy with a head of zeros
 * @param prompts token ids, each ending where the assistant is to speak
 * @param conversations for the mix that {@link UpdateConfig#ptx} asks for
 * @param endIds the tokens that end an answer
 * @param out folder of the model that comes out, with checkpoints and curves beside it; a run in it is resumed
 * @param dtype of the weights that come out
 * @param seed of everything that is drawn
 */
public record PpoTask(
        Path policy,
        Path reference,
        Optional<ValueStart> value,
        List<int[]> prompts,
        Optional<TokenStore> conversations,
        Set<Integer> endIds,
        Path out,
        Dtype dtype,
        long seed) {
    public PpoTask {
        prompts = List.copyOf(prompts);
        endIds = Set.copyOf(endIds);
        if (prompts.isEmpty()) {
            throw new IllegalArgumentException("a run needs prompts");
        }
    }

    /** Whether the policy begins elsewhere than at its reference. */
    boolean hasPractised() {
        return !policy.equals(reference);
    }

    /** The same run with another start of the value network. */
    public PpoTask withValue(ValueStart start) {
        return new PpoTask(policy, reference, Optional.of(start), prompts, conversations, endIds, out, dtype, seed);
    }

    /**
     * A reward model to start the value network from.
     *
     * @param model folder of its network
     * @param weight of its head, one number for each of the network's states
     * @param bias of its head
     */
    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    public record ValueStart(Path model, float[] weight, float bias) {

        /**
         * Reads the head of a reward model's folder; of several heads the mean. Caution is not in it: how far heads disagree about an answer
         * is no linear function of its states, and the value function learns from the cautious scores what they are worth.
         */
        public static ValueStart of(Path rewardModel) {
            try (Checkpoint checkpoint = Checkpoint.open(rewardModel)) {
                ScalarHead.Values head = ScalarHead.mean(checkpoint);
                return new ValueStart(rewardModel, head.weight(), head.bias());
            }
        }
    }
}
