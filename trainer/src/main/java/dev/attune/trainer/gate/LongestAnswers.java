package dev.attune.trainer.gate;

/** Answers have not become much longer: judges like length for its own sake. */
record LongestAnswers(double limit) implements Check {
    @Override
    public Finding on(Trial trial) {
        double ratio = Trial.meanLength(trial.candidate()) / Trial.meanLength(trial.current());
        return Finding.atMost("length_ratio", ratio, limit, "the mean length over the served policy's");
    }
}
