package dev.attune.trainer.gate;

import dev.attune.trainer.statistics.Wilson;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The judge surely prefers the candidate's answers: the lower end of the win rate's 95 % interval is above a limit. Prompts are what was
 * drawn from all that people may ask, so a prompt that was asked again counts for less than a new one.
 */
record SureWinRate(double limit) implements Check {
    @Override
    public Finding on(Trial trial) {
        Wilson interval = Wilson.ofGroups(byPrompt(trial));
        return Finding.above("win_rate_low", interval.low(), limit, "the win rate's lower 95 % bound");
    }

    private static List<List<Double>> byPrompt(Trial trial) {
        List<List<Double>> groups = Stream.generate(() -> (List<Double>) new ArrayList<Double>())
                .limit(trial.prompts())
                .toList();
        for (int i = 0; i < trial.duels().size(); i++) {
            groups.get(i % trial.prompts()).add(trial.duels().get(i).wins());
        }
        return groups;
    }
}
