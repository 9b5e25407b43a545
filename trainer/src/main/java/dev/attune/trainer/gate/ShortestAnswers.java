package dev.attune.trainer.gate;

/** Nor much shorter. */
record ShortestAnswers(double limit) implements Check {
    @Override
    public Finding on(Trial trial) {
        double ratio = Trial.meanLength(trial.candidate()) / Trial.meanLength(trial.current());
        return Finding.atLeast("length_ratio_low", ratio, limit, "the mean length over the served policy's");
    }
}
