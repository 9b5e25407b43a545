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
}
