package dev.attune.trainer.bpe;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Learns byte-level BPE merges (Sennrich et al. 2016, section 3.2, over bytes). The most frequent pair of neighbours
 * becomes a token, again and again; of equally frequent pairs the one with the smaller ids wins, so that the same text
 * always gives the same vocabulary. One instance learns once, on one thread.
 *
 * <p>Pair counts are kept up to date as words change, and a heap holds candidates that may be out of date: a count taken
 * from it counts only if it is still the true one.
 */
public final class BpeTrainer {
    /** Marks the end of a text, the start of a message and its end. */
    public static final List<String> CHATML_SPECIALS = List.of("<|endoftext|>", "<|im_start|>", "<|im_end|>");

    private final int firstByte;
    /** Token text to id; two merges that spell the same text share the id. */
    private final Map<String, Integer> ids = new LinkedHashMap<>();

    private final List<String> tokens = new ArrayList<>();
    private final List<Vocabulary.Merge> merges = new ArrayList<>();
    private final Map<Pair, Long> counts = new HashMap<>();
    private final Map<Pair, Set<Word>> places = new HashMap<>();
    private final PriorityQueue<Candidate> candidates = new PriorityQueue<>(Candidate.BEST_FIRST);
    private final Set<Pair> touched = new HashSet<>();

    private record Candidate(Pair pair, long count) {
        static final Comparator<Candidate> BEST_FIRST = Comparator.comparingLong(Candidate::count)
                .reversed()
                .thenComparingInt(candidate -> candidate.pair().left())
                .thenComparingInt(candidate -> candidate.pair().right());
    }

    /** A distinct piece of text, its current tokens and how often it occurs. Compared by identity. */
    private static final class Word {
        final int[] ids;
        final long count;
        int length;

        Word(int[] ids, long count) {
            this.ids = ids;
            this.count = count;
            this.length = ids.length;
        }
    }

    private BpeTrainer(List<String> specials) {
        firstByte = specials.size();
        specials.forEach(this::idOf);
        for (int value = 0; value < ByteAlphabet.SIZE; value++) {
            idOf(String.valueOf(ByteAlphabet.of(value)));
        }
    }

    /**
     * Learns a vocabulary of {@code size} tokens, or fewer if no pair is left that occurs twice.
     *
     * @param texts read once, in order; special tokens must not occur in them
     */
    public static Vocabulary train(Stream<String> texts, List<String> specials, int size) {
        if (size < specials.size() + ByteAlphabet.SIZE) {
            throw new IllegalArgumentException("size must hold the specials and 256 bytes, was " + size);
        }
        BpeTrainer trainer = new BpeTrainer(specials);
        trainer.read(texts);
        trainer.learn(size);
        return new Vocabulary(specials, trainer.tokens, trainer.merges);
    }

    private int idOf(String token) {
        return ids.computeIfAbsent(token, unseen -> {
            tokens.add(unseen);
            return tokens.size() - 1;
        });
    }

    private void read(Stream<String> texts) {
        Map<String, Long> frequencies = new TreeMap<>();
        texts.forEach(text -> WordSplitter.split(text, word -> frequencies.merge(word, 1L, Long::sum)));
        frequencies.forEach((text, count) -> countPairs(new Word(byteIds(text), count), count));
        offerTouched();
    }

    private int[] byteIds(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int[] byteIds = new int[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            byteIds[i] = firstByte + (bytes[i] & 0xFF);
        }
        return byteIds;
    }

    private void learn(int size) {
        while (tokens.size() < size && !candidates.isEmpty()) {
            Candidate best = candidates.remove();
            if (best.count() == counts.getOrDefault(best.pair(), 0L)) {
                apply(best.pair());
            }
        }
    }

    private void apply(Pair pair) {
        int merged = idOf(tokens.get(pair.left()) + tokens.get(pair.right()));
        merges.add(new Vocabulary.Merge(pair.left(), pair.right(), merged));
        // A copy: the sets change while the words do.
        for (Word word : List.copyOf(places.getOrDefault(pair, Set.of()))) {
            countPairs(word, -word.count);
            merge(word, pair, merged);
            countPairs(word, word.count);
        }
        offerTouched();
    }

    private void countPairs(Word word, long change) {
        for (int i = 0; i + 1 < word.length; i++) {
            Pair pair = new Pair(word.ids[i], word.ids[i + 1]);
            counts.merge(pair, change, Long::sum);
            Set<Word> words = places.computeIfAbsent(pair, unseen -> new HashSet<>());
            if (change > 0) {
                words.add(word);
            } else {
                words.remove(word);
            }
            touched.add(pair);
        }
    }

    private static void merge(Word word, Pair pair, int merged) {
        int to = 0;
        for (int from = 0; from < word.length; from++) {
            boolean here =
                    from + 1 < word.length && word.ids[from] == pair.left() && word.ids[from + 1] == pair.right();
            word.ids[to++] = here ? merged : word.ids[from];
            from += here ? 1 : 0;
        }
        word.length = to;
    }

    /** Every pair whose count may have changed goes back on the heap with its new count. */
    private void offerTouched() {
        for (Pair pair : touched) {
            long count = counts.getOrDefault(pair, 0L);
            if (count > 1) {
                candidates.add(new Candidate(pair, count));
            }
        }
        touched.clear();
    }
}
