package dev.attune.feedback.hygiene;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Texts that say nearly the same in nearly the same characters, reduced to one. MinHash finds who may be alike, counting shingles decides: with 8
 * bands of 4, texts that resemble each other by 0.85 meet with a probability of 0.997. Hashes are fixed, so the same texts
 * always give the same answer.
 */
final class NearDuplicates {
    private static final int BANDS = 8;
    private static final int ROWS = 4;
    /** Texts compared per band at most: thousands that share a band are of one template, and not alike. */
    private static final int MOST_COMPARED = 32;

    private final double resemblance;

    NearDuplicates(double resemblance) {
        this.resemblance = resemblance;
    }

    /** Those to drop; the first in sorted order stays. The same for any order of the texts. */
    Set<String> repeated(Collection<String> distinct) {
        List<String> sorted = new ArrayList<>(distinct);
        sorted.sort(null);
        Map<Long, List<Shingles>> kept = new HashMap<>();
        Set<String> dropped = new HashSet<>();
        for (String text : sorted) {
            Shingles shingles = Shingles.of(text);
            long[] bands = bands(shingles);
            if (isLikeOneOf(shingles, bands, kept)) {
                dropped.add(text);
            } else {
                keep(shingles, bands, kept);
            }
        }
        return dropped;
    }

    private boolean isLikeOneOf(Shingles shingles, long[] bands, Map<Long, List<Shingles>> kept) {
        for (long band : bands) {
            for (Shingles candidate : kept.getOrDefault(band, List.of())) {
                if (shingles.resemblance(candidate) >= resemblance) {
                    return true;
                }
            }
        }
        return false;
    }

    private static void keep(Shingles shingles, long[] bands, Map<Long, List<Shingles>> kept) {
        for (long band : bands) {
            List<Shingles> there = kept.computeIfAbsent(band, b -> new ArrayList<>(1));
            if (there.size() < MOST_COMPARED) {
                there.add(shingles);
            }
        }
    }

    private static long[] bands(Shingles shingles) {
        long[] minima = shingles.minima(BANDS * ROWS);
        long[] bands = new long[BANDS];
        for (int band = 0; band < BANDS; band++) {
            long hash = band;
            for (int row = 0; row < ROWS; row++) {
                hash = Shingles.mix(hash * 31 + minima[band * ROWS + row]);
            }
            bands[band] = hash;
        }
        return bands;
    }
}
