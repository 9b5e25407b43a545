package dev.attune.trainer.cycle;

import ai.djl.ndarray.NDManager;
import dev.attune.trainer.gate.Drawn;
import dev.attune.trainer.ppo.Rollout;
import dev.attune.trainer.reward.RewardModel;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** A reward model as a judge, and as the scorer of rollouts. Belongs to one thread, which closes it. */
final class RewardJudge implements Stages.OpenJudge {
    private final NDManager manager = NDManager.newBaseManager("PyTorch");
    private final RewardModel model;
    private final double agreementLow;

    RewardJudge(Path folder, boolean halfProducts) {
        this.agreementLow = RewardModel.measured(folder).agreementLow();
        this.model = RewardModel.open(folder, halfProducts, manager);
    }

    @Override
    public double[] scores(List<int[]> prompts, List<Drawn> answers) {
        return model.scores(IntStream.range(0, answers.size())
                .mapToObj(i -> answers.get(i).after(prompts.get(i)))
                .toList());
    }

    @Override
    public double agreementLow() {
        return agreementLow;
    }

    double[] scoresOf(List<Rollout> rollouts) {
        return model.scores(rollouts.stream().map(Rollout::ids).toList());
    }

    @Override
    public void close() {
        model.close();
        manager.close();
    }
}
