package dev.attune.trainer.data;

import java.util.List;

/** What people said of answers, as a reward model learns it: all of it from one pass over the answers. A closed family. */
public sealed interface Judgement permits RankedPrompt, RatedAnswer {
    /** The tokens of each answer, prompt first. */
    List<int[]> answers();

    /** How many judgements this stands for, each counted as much as its user counts. */
    double weight();
}
