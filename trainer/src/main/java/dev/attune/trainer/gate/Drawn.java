package dev.attune.trainer.gate;

import java.util.Arrays;

/**
 * An answer as it was drawn.
 *
 * @param ids its tokens, the one that ended it included
 * @param ended whether a token ended it; otherwise it ran out of room
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record Drawn(int[] ids, boolean ended) {
    /** The tokens of the prompt, then its own. */
    public int[] after(int[] prompt) {
        int[] whole = Arrays.copyOf(prompt, prompt.length + ids.length);
        System.arraycopy(ids, 0, whole, prompt.length, ids.length);
        return whole;
    }
}
