package dev.attune.trainer.ppo;

/**
 * One answer as the policy gave it.
 *
 * @param promptIds what was asked, at least one token
 * @param completionIds what was drawn, at least one token; the end token, if it was drawn, is the last
 * @param behaviourLogprobs log-probability of each when it was drawn
 * @param ended whether it ended by itself; otherwise the room ran out
 */
@SuppressWarnings("ArrayRecordComponent") // token ids are shared, never changed or compared
public record Rollout(int[] promptIds, int[] completionIds, float[] behaviourLogprobs, boolean ended) {
    public Rollout {
        if (promptIds.length == 0 || completionIds.length == 0) {
            throw new IllegalArgumentException("an answer needs a prompt and at least one token");
        }
        if (behaviourLogprobs.length != completionIds.length) {
            throw new IllegalArgumentException(
                    completionIds.length + " tokens cannot have " + behaviourLogprobs.length + " log-probabilities");
        }
    }

    /** Prompt and answer, one after the other. */
    public int[] ids() {
        int[] ids = new int[promptIds.length + completionIds.length];
        System.arraycopy(promptIds, 0, ids, 0, promptIds.length);
        System.arraycopy(completionIds, 0, ids, promptIds.length, completionIds.length);
        return ids;
    }
}
