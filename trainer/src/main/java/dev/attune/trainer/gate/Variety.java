package dev.attune.trainer.gate;

import java.util.Arrays;
import java.util.List;

/** Different prompts get different answers: how many are distinct, over how many of the served policy's are. */
record Variety(double limit) implements Check {
    @Override
    public Finding on(Trial trial) {
        double ratio = (double) distinct(trial.candidate()) / distinct(trial.current());
        return Finding.atLeast(
                "variety_ratio", ratio, limit, "the number of distinct answers over the served policy's");
    }

    static long distinct(List<Drawn> answers) {
        return answers.stream()
                .map(answer -> Arrays.stream(answer.ids()).boxed().toList())
                .distinct()
                .count();
    }
}
