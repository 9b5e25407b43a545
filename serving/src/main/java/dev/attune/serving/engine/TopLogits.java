package dev.attune.serving.engine;

/** The few largest of many logits. */
final class TopLogits {
    private TopLogits() {}

    /** Ids of the {@code count} largest logits of a row, largest first; equal ones by rising id. */
    static int[] ids(float[] logits, int offset, int vocabulary, int count) {
        int[] best = new int[Math.min(count, vocabulary)];
        int found = 0;
        for (int id = 0; id < vocabulary && best.length > 0; id++) {
            float value = logits[offset + id];
            if (found == best.length && value <= logits[offset + best[found - 1]]) {
                continue;
            }
            int at = found < best.length ? found++ : found - 1;
            while (at > 0 && logits[offset + best[at - 1]] < value) {
                best[at] = best[at - 1];
                at--;
            }
            best[at] = id;
        }
        return best;
    }
}
