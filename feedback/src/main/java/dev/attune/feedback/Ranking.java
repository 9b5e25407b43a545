package dev.attune.feedback;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Two to nine answers to one prompt, best first.
 *
 * @param tiers from best to worst; answers within a tier are tied
 * @param criteria grades by criterion; {@link Grades#NONE} when none were given
 * @param comment the person's own words; empty when there are none
 */
public record Ranking(List<List<AnswerId>> tiers, Grades criteria, String comment) implements Feedback {
    public static final int LEAST = 2;
    public static final int MOST = 9;

    public Ranking {
        tiers = tiers.stream().map(List::copyOf).toList();
        Set<AnswerId> seen = new HashSet<>();
        for (List<AnswerId> tier : tiers) {
            if (tier.isEmpty()) {
                throw new IllegalArgumentException("a tier of the ranking is empty");
            }
            for (AnswerId answer : tier) {
                if (!seen.add(answer)) {
                    throw new IllegalArgumentException(answer + " is ranked twice");
                }
            }
        }
        if (seen.size() < LEAST || seen.size() > MOST) {
            throw new IllegalArgumentException(
                    "a ranking takes " + LEAST + " to " + MOST + " answers, was given " + seen.size());
        }
        criteria.checkAbout(seen);
    }

    @Override
    public String kind() {
        return "ranking";
    }

    @Override
    public List<AnswerId> answers() {
        return tiers.stream().flatMap(List::stream).toList();
    }
}
