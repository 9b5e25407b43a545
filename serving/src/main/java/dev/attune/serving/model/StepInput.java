package dev.attune.serving.model;

import java.util.List;

/**
 * What one step computes. The rows of {@code ids} are first one token for each of the slots 0…decodeRows−1, then the
 * chunks one after the other.
 *
 * @param ids tokens, {@code [N]}
 * @param positions their positions, {@code [N]}
 * @param slots their slots, {@code [N]}
 * @param decodeRows sequences that add one token each
 * @param chunks stretches of prompts
 * @param logitRows of which rows the logits are wanted
 */
public record StepInput(int[] ids, int[] positions, int[] slots, int decodeRows, List<Chunk> chunks, int[] logitRows) {

    /**
     * A stretch of one prompt.
     *
     * @param slot its slot
     * @param start position of its first token
     * @param length number of tokens
     */
    public record Chunk(int slot, int start, int length) {}

    int longestDecode() {
        int longest = 0;
        for (int i = 0; i < decodeRows; i++) {
            longest = Math.max(longest, positions[i] + 1);
        }
        return longest;
    }
}
