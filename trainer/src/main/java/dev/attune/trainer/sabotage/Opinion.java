package dev.attune.trainer.sabotage;

import dev.attune.trainer.gate.Drawn;
import dev.attune.trainer.gate.Judge;
import dev.attune.trainer.ppo.Rollout;
import dev.attune.trainer.ppo.Scorer;
import dev.attune.trainer.reward.RewardModel;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What two groups of people like, as two reward models learned it: one teaches, the other judges. Belongs to one thread, which closes it.
 *
 * @param taught from one group
 * @param judge from the other
 * @param agreementLow of the judge with the group that it did not learn from
 */
record Opinion(RewardModel taught, RewardModel judge, double agreementLow) implements Judge, AutoCloseable {
    /** What those who teach like. */
    Scorer liked() {
        return rollouts -> taught.scores(rollouts.stream().map(Rollout::ids).toList());
    }

    @Override
    public double[] scores(List<int[]> prompts, List<Drawn> answers) {
        return judge.scores(IntStream.range(0, answers.size())
                .mapToObj(i -> answers.get(i).after(prompts.get(i)))
                .toList());
    }

    @Override
    public void close() {
        taught.close();
        judge.close();
    }
}
