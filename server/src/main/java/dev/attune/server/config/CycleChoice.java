package dev.attune.server.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * When the server's own trainer begins a cycle and how much it does in one.
 *
 * @param judgements new ones that make a cycle due
 * @param judgementsAfterWait new ones that make one due {@code waitS} after the last
 * @param waitS seconds
 * @param comparisons pairs to teach the reward model, at least
 * @param judgeComparisons judgements of other people to teach the gate's judge, at least
 * @param heldOutPrompts prompts of people nobody trains on, at least
 * @param demonstrations new ones that make a cycle begin with fine-tuning
 * @param thumbsAlone whether thumbs may teach without any comparison
 * @param iterations of policy optimisation
 * @param conversations that the policy is not to forget; empty takes what the model folder brings
 * @param ptxWeight of their gradient beside the policy's
 * @param learning how it learns
 * @param keepVersions newest ones kept beside those that people judged
 * @param seed of the first cycle; each has another
 */
public record CycleChoice(
        int judgements,
        int judgementsAfterWait,
        int waitS,
        int comparisons,
        int judgeComparisons,
        int heldOutPrompts,
        int demonstrations,
        boolean thumbsAlone,
        int iterations,
        Optional<Path> conversations,
        double ptxWeight,
        LearningChoice learning,
        int keepVersions,
        long seed) {
    private static final int MANY = 1 << 30;

    public CycleChoice {
        Limits.between("training.cycle.judgements", judgements, 1, MANY);
        Limits.between("training.cycle.judgements-after-wait", judgementsAfterWait, 1, MANY);
        Limits.between("training.cycle.wait-s", waitS, 0, MANY);
        Limits.between("training.cycle.comparisons", comparisons, 1, MANY);
        Limits.between("training.cycle.judge-comparisons", judgeComparisons, 1, MANY);
        Limits.between("training.cycle.held-out-prompts", heldOutPrompts, 8, MANY);
        Limits.between("training.cycle.demonstrations", demonstrations, 1, MANY);
        Limits.between("training.cycle.iterations", iterations, 1, 10_000);
        Limits.between("training.cycle.ptx-weight", ptxWeight, 0, 1000);
        Limits.between("training.cycle.keep-versions", keepVersions, 1, 10_000);
    }
}
