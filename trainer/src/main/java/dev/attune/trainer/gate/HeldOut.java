package dev.attune.trainer.gate;

import dev.attune.serving.text.EncodedChat;
import java.util.List;

/**
 * What the gate asks, as token ids.
 *
 * @param prompts of people nobody trained on
 * @param demonstrations written by them; without any, what the served policy answers to the prompts stands for what should stay likely
 * @param endIds tokens that end an answer
 */
public record HeldOut(List<int[]> prompts, List<EncodedChat> demonstrations, java.util.Set<Integer> endIds) {
    public HeldOut {
        prompts = List.copyOf(prompts);
        demonstrations = List.copyOf(demonstrations);
        endIds = java.util.Set.copyOf(endIds);
    }
}
