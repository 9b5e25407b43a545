package dev.attune.trainer.data;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * All that a reward model learns from, as tokens. Immutable.
 *
 * @param demonstrations token sequences that end with what the assistant should say
 * @param leftOut what else was said, by the reason why it teaches nothing
 */
public record Preferences(
        List<RankedPrompt> rankings, List<RatedAnswer> thumbs, List<int[]> demonstrations, LeftOut leftOut) {
    public static final Preferences NONE = new Preferences(List.of(), List.of(), List.of(), LeftOut.NOTHING);

    public Preferences {
        rankings = List.copyOf(rankings);
        thumbs = List.copyOf(thumbs);
        demonstrations = List.copyOf(demonstrations);
    }

    /** Pairs over all rankings. */
    public long pairs() {
        return rankings.stream().mapToLong(ranked -> ranked.pairs().size()).sum();
    }

    /**
     * The thumbs with weights such that ups and downs count the same in sum; none where all point one way, which says nothing of what
     * is better (KTO, arXiv 2402.01306, section 4.1, weighs its two sides likewise).
     *
     * @param factor what all of them together count against before
     */
    public List<RatedAnswer> balancedThumbs(double factor) {
        double ups = weight(true);
        double downs = weight(false);
        if (ups == 0 || downs == 0) {
            return List.of();
        }
        double half = factor * (ups + downs) / 2;
        return thumbs.stream()
                .map(thumb -> thumb.times(half / (thumb.up() ? ups : downs)))
                .toList();
    }

    /**
     * The same with every user's word weighed.
     *
     * @param factor above 0, by pseudonym
     */
    public Preferences weighed(ToDoubleFunction<String> factor) {
        return new Preferences(
                rankings.stream().map(ranked -> ranked.weighed(factor)).toList(),
                thumbs.stream()
                        .map(thumb -> thumb.times(factor.applyAsDouble(thumb.user())))
                        .toList(),
                demonstrations,
                leftOut);
    }

    private double weight(boolean up) {
        return thumbs.stream()
                .filter(thumb -> thumb.up() == up)
                .mapToDouble(RatedAnswer::weight)
                .sum();
    }
}
