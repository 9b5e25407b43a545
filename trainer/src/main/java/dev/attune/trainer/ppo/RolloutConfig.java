package dev.attune.trainer.ppo;

import dev.attune.serving.model.WeightForm;

/**
 * How answers are drawn: always at temperature 1, from the whole distribution.
 *
 * @param answers an iteration, all prompts together
 * @param perPrompt answers to each prompt; RLOO needs at least 2
 * @param maxNewTokens of an answer
 * @param running answers decoded side by side
 * @param endlessScore paid at most to an answer that did not end
 * @param form how the engine multiplies
 */
public record RolloutConfig(
        int answers, int perPrompt, int maxNewTokens, int running, double endlessScore, WeightForm form) {
    public RolloutConfig {
        positive("answers", answers);
        positive("perPrompt", perPrompt);
        positive("maxNewTokens", maxNewTokens);
        positive("running", running);
        if (answers % perPrompt != 0) {
            throw new IllegalArgumentException(
                    "answers must be a multiple of perPrompt, was " + answers + " with " + perPrompt);
        }
    }

    int prompts() {
        return answers / perPrompt;
    }

    private static void positive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, was " + value);
        }
    }
}
