package dev.attune.feedback.hygiene;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;

/**
 * The set of all runs of five characters of a text, hashed: case, punctuation, width and spacing play no part. Characters and not words, for not every
 * script has spaces. Immutable.
 */
final class Shingles {
    private static final int LENGTH = 5;

    private final int[] sorted;

    private Shingles(int[] sorted) {
        this.sorted = sorted;
    }

    static Shingles of(String text) {
        int[] points = plain(text);
        int count = Math.max(1, points.length - LENGTH + 1);
        int[] hashes = new int[count];
        for (int i = 0; i < count; i++) {
            long hash = 1;
            for (int k = i; k < Math.min(i + LENGTH, points.length); k++) {
                hash = mix(hash * 31 + points[k]);
            }
            hashes[i] = (int) (hash >>> 32);
        }
        return new Shingles(Arrays.stream(hashes).sorted().distinct().toArray());
    }

    /** Broder 1997: the size of the intersection over that of the union; 1 for two empty texts. */
    double resemblance(Shingles other) {
        int common = 0;
        int i = 0;
        int j = 0;
        while (i < sorted.length && j < other.sorted.length) {
            int order = Integer.compare(sorted[i], other.sorted[j]);
            common += order == 0 ? 1 : 0;
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }
        return (double) common / (sorted.length + other.sorted.length - common);
    }

    /**
     * Minima under as many permutations: two sets agree in each with a probability that is their resemblance (Broder 1997).
     */
    long[] minima(int permutations) {
        long[] minima = new long[permutations];
        Arrays.fill(minima, Long.MAX_VALUE);
        for (int shingle : sorted) {
            for (int p = 0; p < permutations; p++) {
                minima[p] = Math.min(minima[p], mix(shingle ^ (p + 1) * 0x9E3779B97F4A7C15L));
            }
        }
        return minima;
    }

    private static int[] plain(String text) {
        String folded = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        int[] counted = folded.codePoints().filter(Shingles::counts).toArray();
        return counted.length > 0 ? counted : folded.codePoints().toArray();
    }

    /** Pictures count, marks of punctuation and spaces do not, unless there is nothing else. */
    private static boolean counts(int point) {
        int type = Character.getType(point);
        return Character.isLetterOrDigit(point) || type == Character.OTHER_SYMBOL || type == Character.MATH_SYMBOL;
    }

    /** The finalizer of SplitMix64. */
    static long mix(long x) {
        long a = (x ^ x >>> 30) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ a >>> 27) * 0x94D049BB133111EBL;
        return b ^ b >>> 31;
    }
}
