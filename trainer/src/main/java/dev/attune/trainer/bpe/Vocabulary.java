package dev.attune.trainer.bpe;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A learned byte-level BPE vocabulary: special tokens first, then the 256 bytes, then what the merges made, in the order
 * learned. Immutable.
 *
 * @param specials tokens that text never produces, ids from 0
 * @param tokens every token as tokenizer.json writes it; its place is its id
 * @param merges which neighbours become one, best first
 */
public record Vocabulary(List<String> specials, List<String> tokens, List<Merge> merges) {

    /** Two neighbouring tokens and the one they become. */
    public record Merge(int left, int right, int merged) {}

    public Vocabulary {
        specials = List.copyOf(specials);
        tokens = List.copyOf(tokens);
        merges = List.copyOf(merges);
    }

    /** How many tokens there are. */
    public int size() {
        return tokens.size();
    }

    /** The ids of plain text by applying the merges in their order: slow and obvious, the rule that others must meet. */
    public List<Integer> encode(String text) {
        Map<Pair, Integer> ranks = new HashMap<>();
        for (Merge merge : merges) {
            ranks.put(new Pair(merge.left(), merge.right()), ranks.size());
        }
        List<Integer> ids = new ArrayList<>();
        WordSplitter.split(text, word -> ids.addAll(encodeWord(word, ranks)));
        return ids;
    }

    private List<Integer> encodeWord(String word, Map<Pair, Integer> ranks) {
        List<Integer> ids = new ArrayList<>();
        for (byte each : word.getBytes(StandardCharsets.UTF_8)) {
            ids.add(specials.size() + (each & 0xFF));
        }
        for (int at = bestPair(ids, ranks); at >= 0; at = bestPair(ids, ranks)) {
            Pair pair = new Pair(ids.get(at), ids.remove(at + 1));
            ids.set(at, merges.get(ranks.getOrDefault(pair, 0)).merged());
        }
        return ids;
    }

    /** Where the leftmost pair of the best rank stands, or -1 if none merges. */
    private static int bestPair(List<Integer> ids, Map<Pair, Integer> ranks) {
        int best = Integer.MAX_VALUE;
        int at = -1;
        for (int i = 0; i + 1 < ids.size(); i++) {
            int rank = ranks.getOrDefault(new Pair(ids.get(i), ids.get(i + 1)), Integer.MAX_VALUE);
            if (rank < best) {
                best = rank;
                at = i;
            }
        }
        return at;
    }
}
