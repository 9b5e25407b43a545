package dev.attune.trainer.cycle;

import java.time.Duration;

/**
 * When a cycle is due, and what it needs to begin at all. Immutable.
 *
 * @param judgements new since the last cycle: that many, and one is due
 * @param judgementsAfterWait new since the last cycle: that many, and one is due after {@code patience}
 * @param patience since the last cycle ended
 * @param comparisons pairs to teach the reward model, at least; thumbs alone count when {@code thumbsAlone}
 * @param judgeComparisons judgements of other people to teach the gate's judge, at least
 * @param heldOutPrompts prompts of people nobody trains on, at least
 * @param demonstrations that many, and a cycle before any practice begins with fine-tuning
 * @param thumbsAlone whether thumbs may teach without any comparison
 * @param retry pause after a cycle that failed, doubled each time
 */
public record DueRules(
        int judgements,
        int judgementsAfterWait,
        Duration patience,
        int comparisons,
        int judgeComparisons,
        int heldOutPrompts,
        int demonstrations,
        boolean thumbsAlone,
        Duration retry) {
    public static final DueRules STANDARD =
            new DueRules(200, 50, Duration.ofHours(1), 40, 20, 8, 20, false, Duration.ofMinutes(10));

    public DueRules {
        if (judgements < 1 || judgementsAfterWait < 1 || comparisons < 1 || judgeComparisons < 1) {
            throw new IllegalArgumentException(
                    "judgements, judgementsAfterWait, comparisons and judgeComparisons must be at least 1");
        }
    }
}
