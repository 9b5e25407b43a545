package dev.attune.trainer.gate;

import java.util.Arrays;

/** How far the candidate went from the reference: nats an answer, over its own answers. */
record KlBudget(double limit) implements Check {
    @Override
    public Finding on(Trial trial) {
        double mean = Arrays.stream(trial.klNats()).average().orElse(Double.NaN);
        return Finding.atMost("sequence_kl", mean, limit, "the KL divergence from the reference in nats an answer");
    }
}
