package dev.attune.trainer.gate;

/**
 * The judge prefers the candidate's answers to those of the policy that is served, surely: the lower end of the win rate's 95 % interval
 * is above a limit.
 */
record WinRate(double limit) implements Check {
    @Override
    public Finding on(Trial trial) {
        double wins = trial.duels().stream().mapToDouble(Duel::wins).sum();
        Wilson interval = Wilson.of95(wins, trial.duels().size());
        return Finding.above("win_rate_low", interval.low(), limit, "the win rate's lower 95 % bound");
    }
}
