package dev.attune.trainer.gate;

import java.util.Arrays;
import java.util.List;

/**
 * Different prompts get different answers: how many are distinct, over how many of the served policy's are. One answer to each prompt
 * counts: that those to the same prompt come to be alike is what people ask for who like one way of saying it.
 */
record Variety(double limit) implements Check {
    @Override
    public Finding on(Trial trial) {
        double ratio =
                (double) distinct(trial.candidate(), trial.prompts()) / distinct(trial.current(), trial.prompts());
        return Finding.atLeast(
                "variety_ratio", ratio, limit, "the number of distinct answers over the served policy's");
    }

    private static long distinct(List<Drawn> answers, int prompts) {
        return answers.stream()
                .limit(prompts)
                .map(answer -> Arrays.stream(answer.ids()).boxed().toList())
                .distinct()
                .count();
    }
}
