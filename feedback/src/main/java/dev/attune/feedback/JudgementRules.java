package dev.attune.feedback;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What a judgement may hold. Reasons and criteria are from lists, so that they can be counted and never carry a person's own
 * words. Immutable.
 *
 * @param reasons words that may stand beside a thumb, in the order to offer them
 * @param criteria words by which answers may be graded, in the order to offer them
 * @param commentBytes longest comment, UTF-8
 * @param textBytes longest correction, and all messages of a demonstration together, UTF-8
 * @param messages most messages of a demonstration
 * @param revisions how often a judgement may be revised
 */
public record JudgementRules(
        Set<String> reasons, Set<String> criteria, int commentBytes, int textBytes, int messages, int revisions) {
    public static final JudgementRules DEFAULT = new JudgementRules(
            Set.of(
                    "wrong",
                    "unhelpful",
                    "off-topic",
                    "unsafe",
                    "too-long",
                    "too-short",
                    "style",
                    "other",
                    "correct",
                    "helpful",
                    "clear"),
            Set.of("relevance", "informativeness", "harmlessness", "correctness", "style"),
            4_096,
            65_536,
            100,
            100);

    public JudgementRules {
        reasons = Collections.unmodifiableSet(new LinkedHashSet<>(reasons));
        criteria = Collections.unmodifiableSet(new LinkedHashSet<>(criteria));
        reasons.forEach(JudgementRules::word);
        criteria.forEach(JudgementRules::word);
    }

    /** @throws IllegalArgumentException naming the field */
    public void check(Feedback feedback) {
        if (feedback instanceof Thumb thumb) {
            known("reasons", thumb.reasons(), reasons);
            fits("comment", thumb.comment(), commentBytes);
        } else if (feedback instanceof Ranking ranking) {
            judged(ranking.criteria(), ranking.comment());
        } else if (feedback instanceof Comparison comparison) {
            judged(comparison.criteria(), comparison.comment());
        } else if (feedback instanceof Correction correction) {
            fits("correction", correction.correction(), textBytes);
        } else if (feedback instanceof Demonstration demonstration) {
            demonstrated(demonstration);
        }
    }

    private void judged(Grades grades, String comment) {
        known("criteria", grades.byCriterion().keySet(), criteria);
        fits("comment", comment, commentBytes);
    }

    private void demonstrated(Demonstration demonstration) {
        if (demonstration.messages().size() > messages) {
            throw new IllegalArgumentException("messages must be at most " + messages + ", were "
                    + demonstration.messages().size());
        }
        if (demonstration.suggestions().size() > messages) {
            throw new IllegalArgumentException("suggestions must be at most " + messages + ", were "
                    + demonstration.suggestions().size());
        }
        StringBuilder all = new StringBuilder();
        demonstration.messages().forEach(message -> all.append(message.content()));
        fits("messages", all.toString(), textBytes);
    }

    private static void known(String field, Collection<String> words, Set<String> allowed) {
        for (String word : words) {
            if (!allowed.contains(word)) {
                throw new IllegalArgumentException(field + " must be among " + new java.util.TreeSet<>(allowed));
            }
        }
    }

    private static void fits(String field, String text, int most) {
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > most) {
            throw new IllegalArgumentException(field + " must be at most " + most + " bytes, was " + bytes);
        }
    }

    private static void word(String word) {
        if (!word.matches("[a-z0-9-]{1,32}")) {
            throw new IllegalArgumentException("reasons and criteria must be 1 to 32 of a-z 0-9 -, was '" + word + "'");
        }
    }
}
