package dev.attune.feedback;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Grades from 1 (poor) to 5 (excellent) that a person gave to answers, by criterion: {@code relevance → answer → 4}. A missing
 * grade was not given; it is never read as 0. Immutable, sorted.
 */
public record Grades(@JsonValue Map<String, Map<AnswerId, Integer>> byCriterion) {
    public static final Grades NONE = new Grades(Map.of());

    @JsonCreator
    public Grades {
        TreeMap<String, Map<AnswerId, Integer>> sorted = new TreeMap<>();
        byCriterion.forEach((criterion, grades) -> {
            grades.forEach((answer, grade) -> check(criterion, answer, grade));
            sorted.put(criterion, Collections.unmodifiableMap(new TreeMap<>(grades)));
        });
        byCriterion = Collections.unmodifiableMap(sorted);
    }

    /** Refuses a grade for an answer that is not among those judged. */
    void checkAbout(Collection<AnswerId> answers) {
        byCriterion.forEach((criterion, grades) -> grades.keySet().forEach(answer -> {
            if (!answers.contains(answer)) {
                throw new IllegalArgumentException(
                        "criteria." + criterion + " grades " + answer + ", which is not among the answers judged");
            }
        }));
    }

    private static void check(String criterion, AnswerId answer, int grade) {
        if (grade < 1 || grade > 5) {
            throw new IllegalArgumentException(
                    "criteria." + criterion + "." + answer + " must be in [1, 5], was " + grade);
        }
    }
}
