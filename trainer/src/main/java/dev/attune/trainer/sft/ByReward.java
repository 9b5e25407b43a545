package dev.attune.trainer.sft;

import ai.djl.ndarray.NDManager;
import dev.attune.trainer.data.EndTokens;
import dev.attune.trainer.data.TokenStore;
import dev.attune.trainer.gate.Drawn;
import dev.attune.trainer.gate.GateRules;
import dev.attune.trainer.gate.Respondent;
import dev.attune.trainer.reward.RewardModel;
import dev.attune.trainer.run.TrainerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The highest mean score that a reward model gives answers to held-out prompts (Ouyang and others, arXiv 2203.02155, section 3.5): what people
 * like best is often learned after the loss has begun to rise. Answers are drawn by the engine that serves, from the checkpoint's
 * own files, with the place in the list as seed: what comes of it depends on the weights alone.
 */
final class ByReward implements CheckpointChoice {
    private static final String TOKENIZER = "tokenizer.json";

    private final RewardChoice choice;
    private final List<int[]> prompts;
    private final Set<Integer> endIds;
    private final RewardModel judge;

    /** @param model whose checkpoints are chosen from; @param heldOut conversations that nothing is learned from */
    ByReward(RewardChoice choice, Path model, TokenStore heldOut, NDManager parent) {
        requireSameTokens(choice.folder(), model);
        this.choice = choice;
        this.endIds = EndTokens.of(model);
        this.judge = RewardModel.open(choice.folder(), false, parent);
        this.prompts = prompts(heldOut, judge.contextTokens() - choice.answerTokens(), choice.prompts());
        if (prompts.isEmpty()) {
            judge.close();
            throw new TrainerException("a reward model can choose nothing without held-out prompts; there are "
                    + heldOut.rows() + " held-out conversations, none of which leaves room for an answer of "
                    + choice.answerTokens() + " tokens");
        }
    }

    @Override
    public boolean looksAt(long step, long steps) {
        return step * choice.looks() / steps > (step - 1) * choice.looks() / steps;
    }

    @Override
    public double reward(Path model) {
        GateRules rules = GateRules.STANDARD.drawing(choice.answerTokens(), 1);
        List<Drawn> answers;
        try (Respondent respondent = Respondent.open(model, rules, endIds)) {
            answers = respondent.answers(prompts);
        }
        double[] scores = judge.scores(whole(answers));
        double sum = 0;
        for (int i = 0; i < scores.length; i++) {
            sum += answers.get(i).ended() ? scores[i] : Math.min(scores[i], choice.endlessScore());
        }
        return sum / scores.length;
    }

    @Override
    public double score(RunState state) {
        return state.reward();
    }

    @Override
    public void close() {
        judge.close();
    }

    private List<int[]> whole(List<Drawn> answers) {
        return IntStream.range(0, answers.size())
                .mapToObj(i -> answers.get(i).after(prompts.get(i)))
                .toList();
    }

    /** The first ones that fit, each up to where the last answer begins. */
    static List<int[]> prompts(TokenStore heldOut, int room, int most) {
        List<int[]> prompts = new ArrayList<>();
        for (int row = 0; row < heldOut.rows() && prompts.size() < most; row++) {
            int length = lastAnswer(heldOut, row);
            if (length > 0 && length <= room) {
                int[] ids = new int[length];
                for (int i = 0; i < length; i++) {
                    ids[i] = heldOut.id(row, i);
                }
                prompts.add(ids);
            }
        }
        return List.copyOf(prompts);
    }

    /** Where the last run of tokens to learn begins; a row has one. */
    private static int lastAnswer(TokenStore heldOut, int row) {
        int at = heldOut.length(row);
        while (!heldOut.learned(row, at)) {
            at--;
        }
        while (at > 0 && heldOut.learned(row, at - 1)) {
            at--;
        }
        return at;
    }

    private static void requireSameTokens(Path judge, Path model) {
        try {
            if (Files.mismatch(judge.resolve(TOKENIZER), model.resolve(TOKENIZER)) >= 0) {
                throw new TrainerException(judge + " has another tokenizer than " + model
                        + "; a reward model can only score what its own kind of model says");
            }
        } catch (IOException unreadable) {
            throw new TrainerException(
                    judge + ": its tokenizer cannot be compared: " + unreadable.getMessage(), unreadable);
        }
    }
}
