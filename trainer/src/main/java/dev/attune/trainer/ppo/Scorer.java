package dev.attune.trainer.ppo;

import java.util.List;
import java.util.function.Function;

/** Says how good answers are: a reward model, or a rule in a test. Called by the trainer thread. */
@FunctionalInterface
public interface Scorer {
    /**
     * One score an answer, in the same order. The answers' ids are those that were drawn; text is never tokenised again.
     */
    double[] scores(List<Rollout> answers);

    /** Asks something that scores prompt and answer as one sequence, such as a reward model. */
    static Scorer ofSequences(Function<List<int[]>, double[]> model) {
        return answers -> model.apply(answers.stream().map(Rollout::ids).toList());
    }
}
