package dev.attune.trainer.reward;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import dev.attune.serving.checkpoint.JsonFiles;
import dev.attune.trainer.data.Preferences;
import dev.attune.trainer.data.RankedPrompt;
import dev.attune.trainer.data.RatedAnswer;
import dev.attune.trainer.model.ScalarHead;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A trained reward model: says how good answers are. Scores are read at the last token of a sequence; 0 is what people's own
 * answers get in the mean. Belongs to one thread, which closes it.
 */
public final class RewardModel implements AutoCloseable {
    /** Positions of one pass, padding included. */
    private static final int PASS_TOKENS = 4096;

    private final ScoredNetwork network;
    private final double caution;

    RewardModel(ScoredNetwork network, double caution) {
        this.network = network;
        this.caution = caution;
    }

    /**
     * Opens what {@link RewardTraining} wrote, every byte of it checked against its manifest.
     *
     * @param halfProducts whether matrices are multiplied in bfloat16
     * @throws dev.attune.serving.checkpoint.CheckpointException naming the file that is missing or damaged
     */
    public static RewardModel open(Path folder, boolean halfProducts, NDManager parent) {
        RewardFolder.verify(folder);
        double caution = JsonFiles.readObject(folder.resolve("config.json"))
                .path(RewardFolder.CAUTION)
                .asDouble();
        ScoredNetwork network = new ScoredNetwork(
                folder,
                halfProducts,
                (weights, layout, checkpoint) -> ScalarHead.load(weights, checkpoint),
                (PtNDManager) parent);
        return new RewardModel(network, caution);
    }

    /** How well a trained one agreed with people it had not learned from, without opening its weights. */
    public static RewardQuality measured(Path folder) {
        return RewardFolder.manifest(folder).map(RewardFolder::quality).orElse(RewardQuality.NONE);
    }

    /**
     * Scores of token sequences, prompt first, in their order. A sequence's score depends on no other one: not on how many there are, and
     * to the bit not on what pads it.
     *
     * @param sequences each of 1 to {@link #contextTokens} ids
     * @throws dev.attune.trainer.run.TrainerException if a score is not finite
     */
    public double[] scores(List<int[]> sequences) {
        float[][] perHead = network.scores(sequences, PASS_TOKENS);
        double[] scores = new double[perHead.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = cautious(perHead[i], caution);
        }
        return scores;
    }

    /** Longest sequence that can be scored. */
    public int contextTokens() {
        return network.contextTokens();
    }

    /** How well the scores agree with people. */
    public RewardQuality agreement(Preferences people) {
        double[] answers = scores(people.rankings().stream()
                .flatMap(ranked -> ranked.answers().stream())
                .toList());
        List<List<Double>> margins = new ArrayList<>();
        int from = 0;
        for (RankedPrompt ranked : people.rankings()) {
            List<Double> own = new ArrayList<>();
            for (RankedPrompt.Pair pair : ranked.pairs()) {
                own.add(answers[from + pair.winner()] - answers[from + pair.loser()]);
            }
            margins.add(own);
            from += ranked.answers().size();
        }
        List<Double> ups = new ArrayList<>();
        List<Double> downs = new ArrayList<>();
        double[] rated = scores(people.thumbs().stream().map(RatedAnswer::ids).toList());
        for (int i = 0; i < rated.length; i++) {
            (people.thumbs().get(i).up() ? ups : downs).add(rated[i]);
        }
        return RewardQuality.of(margins, ups, downs);
    }

    @Override
    public void close() {
        network.close();
    }

    /**
     * One score of several heads': mean − k·deviation, low where they disagree. After the uncertainty-weighted optimisation of Coste and
     * others, "Reward Model Ensembles Help Mitigate Overoptimization", arXiv 2310.02743, which takes the variance; the deviation has the unit
     * of the scores.
     *
     * @param caution k
     */
    static double cautious(float[] heads, double caution) {
        double mean = 0;
        for (float head : heads) {
            mean += head / heads.length;
        }
        double variance = 0;
        for (float head : heads) {
            variance += (head - mean) * (head - mean) / heads.length;
        }
        return mean - caution * Math.sqrt(variance);
    }
}
