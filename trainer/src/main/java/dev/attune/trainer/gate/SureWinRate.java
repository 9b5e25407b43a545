package dev.attune.trainer.gate;

import java.util.List;

/**
 * The judge surely prefers the candidate's answers: the lower end of the win rate's 95 % interval is above a limit. Prompts are what was
 * drawn from all that people may ask, so a prompt that was asked again counts for less than a new one.
 */
record SureWinRate(double limit) implements Check {
    @Override
    public Finding on(Trial trial) {
        List<Double> wins = trial.duels().stream().map(Duel::wins).toList();
        Wilson interval = Wilson.around(WinRate.of(trial), IndependentTrials.of(wins, trial.prompts()));
        return Finding.above("win_rate_low", interval.low(), limit, "the win rate's lower 95 % bound");
    }
}
