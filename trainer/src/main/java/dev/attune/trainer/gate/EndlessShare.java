package dev.attune.trainer.gate;

/** Answers end: the share of those that do not is hardly above the served policy's. */
record EndlessShare(double limit) implements Check {
    @Override
    public Finding on(Trial trial) {
        double beyond = Trial.endless(trial.candidate()) - Trial.endless(trial.current());
        return Finding.atMost(
                "endless_beyond", beyond, limit, "the share of answers without an end beyond the served policy's");
    }
}
