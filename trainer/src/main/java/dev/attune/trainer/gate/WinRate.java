package dev.attune.trainer.gate;

/** The judge prefers the candidate's answers to those of the policy that is served. */
record WinRate(double limit) implements Check {
    @Override
    public Finding on(Trial trial) {
        return Finding.above("win_rate", of(trial), limit, "the win rate");
    }

    static double of(Trial trial) {
        return trial.duels().stream().mapToDouble(Duel::wins).average().orElseThrow();
    }
}
