package dev.attune.trainer.gate;

import java.util.List;

/** Says how good answers are; the same answer to the same prompt gets the same score, whoever stands beside it. */
public interface Judge {
    /**
     * Scores, one an answer; higher is better.
     *
     * @param prompts token ids, one an answer
     */
    double[] scores(List<int[]> prompts, List<Drawn> answers);

    /**
     * How often its scores put answers in the order of people it has not learned from: the lower 95 % bound, above ½ for one that knows
     * anything. Not a number if it was never held against anybody.
     */
    double agreementLow();
}
