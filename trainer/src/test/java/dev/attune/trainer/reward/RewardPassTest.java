package dev.attune.trainer.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import dev.attune.trainer.data.Judgement;
import dev.attune.trainer.data.RankedPrompt;
import dev.attune.trainer.data.RatedAnswer;
import dev.attune.trainer.model.GradientStep;
import dev.attune.trainer.model.ScalarHead;
import dev.attune.trainer.model.WithDropout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RewardPassTest {
    private static final UserThresholds NO_THUMBS = new UserThresholds(List.of(), 0);

    private final TinyPeople people = new TinyPeople(4);
    private final PtNDManager manager = (PtNDManager) NDManager.newBaseManager("PyTorch");
    private final Path folder;
    private ScoredNetwork network;
    private PreferenceLoss loss;

    RewardPassTest(@TempDir Path folder) {
        this.folder = TinyPeople.model(folder);
        network = open();
        loss = new PreferenceLoss(manager);
    }

    @BeforeEach
    void startWithoutGradients() {
        gradients();
    }

    @AfterEach
    void close() {
        loss.close();
        network.close();
        manager.close();
    }

    @Test
    void kAnswersAreKRowsHoweverManyPairsTheyMake() {
        assertThat(pass(RankedPrompt.bestFirst(answers(4))).rows().rows()).isEqualTo(4);
        Pass mixed = pass(
                RankedPrompt.bestFirst(answers(9)), new RatedAnswer(answers(1).get(0), "u", true, 1));
        assertThat(mixed.rows().rows()).isEqualTo(10);
        assertThat(mixed.pairs()).hasSize(36);
        assertThat(mixed.thumbs()).hasSize(1);
    }

    @Test
    void theGradientOfARankingIsTheMeanOfItsPairsGradients() {
        List<int[]> answers = answers(4);
        double together = accumulate(pass(RankedPrompt.bestFirst(answers)), 1);
        float[][] expected = gradients();
        double sum = 0;
        for (int winner = 0; winner < 4; winner++) {
            for (int loser = winner + 1; loser < 4; loser++) {
                sum += accumulate(
                        pass(RankedPrompt.bestFirst(List.of(answers.get(winner), answers.get(loser)))), 1 / 6.0);
            }
        }
        assertThat(sum / 6).isEqualTo(together, within(1e-5));
        assertClose(gradients(), expected);
    }

    @Test
    void garbageInPaddingChangesNoBit() {
        Pass pass = pass(
                RankedPrompt.bestFirst(answers(5)), new RatedAnswer(answers(1).get(0), "u", false, 1));
        double before = accumulate(pass, 1);
        float[][] expected = gradients();
        TokenRows rows = pass.rows();
        long[] ids = rows.ids().clone();
        Random random = new Random(8);
        for (int row = 0; row < rows.rows(); row++) {
            for (int cell = (int) rows.ends()[row] + 1; cell < (row + 1) * rows.columns(); cell++) {
                ids[cell] = random.nextInt(TinyPeople.VOCABULARY);
            }
        }
        assertThat(ids).isNotEqualTo(rows.ids());
        TokenRows garbled = new TokenRows(ids, rows.rows(), rows.columns(), rows.ends());
        assertThat(accumulate(new Pass(garbled, pass.pairs(), pass.thumbs()), 1))
                .isEqualTo(before);
        assertThat(gradients()).isDeepEqualTo(expected);
    }

    @Test
    void morePaddingChangesNoBitOfAScore() {
        TokenRows rows = TokenRows.of(answers(6));
        int columns = rows.columns() + 24;
        long[] ids = new long[6 * columns];
        long[] ends = new long[6];
        for (int row = 0; row < 6; row++) {
            System.arraycopy(rows.ids(), row * rows.columns(), ids, row * columns, rows.columns());
            ends[row] = (long) row * columns + rows.ends()[row] % rows.columns();
        }
        assertThat(scores(new TokenRows(ids, 6, columns, ends))).containsExactly(scores(rows));
    }

    /**
     * A score is read where a sequence ends, which is not told from its tokens: one that begins or ends with the token that fills rows is a
     * sequence like others. So there is one side to pad on, and whoever fills a sequence on the left gets another sequence's score.
     */
    @Test
    void paddingIsOnTheRightAlone() {
        List<int[]> sequences = new ArrayList<>(answers(5));
        int[] whole = new int[16];
        System.arraycopy(sequences.get(0), 0, whole, 3, 8);
        sequences.add(whole);
        sequences.add(Arrays.copyOf(whole, 24));
        TokenRows rows = TokenRows.of(sequences);
        for (int row = 0; row < sequences.size(); row++) {
            int[] sequence = sequences.get(row);
            int begin = row * rows.columns();
            assertThat(rows.ends()[row]).isEqualTo(begin + sequence.length - 1);
            assertThat(Arrays.copyOfRange(rows.ids(), begin, begin + sequence.length))
                    .containsExactly(Arrays.stream(sequence).asLongStream().toArray());
        }
        float[][] together = network.scores(sequences, 4096);
        for (int i = 0; i < sequences.size(); i++) {
            assertThat(network.scores(List.of(sequences.get(i)), 4096)[0][0]).isEqualTo(together[i][0], within(1e-5f));
        }
        float right = network.scores(List.of(Arrays.copyOf(sequences.get(0), 8)), 4096)[0][0];
        float left = network.scores(List.of(Arrays.copyOf(whole, 11)), 4096)[0][0];
        assertThat(left).isNotCloseTo(right, within(1e-5f));
    }

    @Test
    void anEndOutsideItsRowIsRefused() {
        assertThatThrownBy(() -> new TokenRows(new long[16], 2, 8, new long[] {7, 7}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the end of row 1 must be in [8, 16), was 7");
        assertThatThrownBy(() -> new TokenRows(new long[16], 2, 8, new long[] {-1, 8}))
                .hasMessage("the end of row 0 must be in [0, 8), was -1");
    }

    @Test
    void dropoutInAConfigIsNotApplied() {
        Pass pass = pass(RankedPrompt.bestFirst(answers(4)));
        float[] scores = scores(pass.rows());
        double sum = accumulate(pass, 1);
        float[][] expected = gradients();
        network.close();
        WithDropout.in(folder);
        network = open();
        assertThat(scores(pass.rows())).containsExactly(scores);
        assertThat(accumulate(pass, 1)).isEqualTo(sum);
        assertThat(gradients()).isDeepEqualTo(expected);
    }

    @Test
    void aScoreDependsOnNothingBesideItsSequence() {
        List<int[]> sequences = answers(30);
        float[][] together = network.scores(sequences, 4096);
        float[][] few = network.scores(sequences, 64);
        List<int[]> turned = new ArrayList<>(sequences);
        Collections.reverse(turned);
        float[][] reversed = network.scores(turned, 200);
        for (int i = 0; i < 30; i++) {
            float alone = network.scores(List.of(sequences.get(i)), 4096)[0][0];
            assertThat(together[i][0]).isEqualTo(alone, within(1e-5f));
            assertThat(few[i][0]).isEqualTo(alone, within(1e-5f));
            assertThat(reversed[29 - i][0]).isEqualTo(alone, within(1e-5f));
        }
    }

    @Test
    void aScoreIsReadAtTheLastRealTokenAndNotBeyond() {
        int[] sequence = answers(1).get(0);
        float score = network.scores(List.of(sequence), 4096)[0][0];
        int[] cut = Arrays.copyOf(sequence, sequence.length - 1);
        int[] other = sequence.clone();
        other[other.length - 1] = 9;
        assertThat(network.scores(List.of(cut), 4096)[0][0]).isNotEqualTo(score);
        assertThat(network.scores(List.of(other), 4096)[0][0]).isNotEqualTo(score);
    }

    @Test
    void tiesMakeNoPairAndTheRestStillCountsByAllPairsOfTheRanking() {
        List<int[]> answers = answers(3);
        double share = 1 / 3.0;
        RankedPrompt tied = new RankedPrompt(
                answers, List.of(new RankedPrompt.Pair(0, 2, share, "u"), new RankedPrompt.Pair(1, 2, share, "u")), 1);
        double sum = accumulate(pass(tied), 1);
        float[][] scores = network.scores(answers, 4096);
        double expected = (softplus(scores[2][0] - scores[0][0]) + softplus(scores[2][0] - scores[1][0])) / 3;
        assertThat(sum).isEqualTo(expected, within(1e-5));
    }

    @Test
    void everyJudgementIsSeenOnceAnEpochAndPassesKeepToTheirSize() {
        List<Judgement> judgements = new ArrayList<>(people.rankings(50, 4, 1));
        judgements.addAll(people.thumbs(30, 1));
        List<List<Lot>> steps = LotOrder.steps(judgements, TinyPeople.recipe());
        assertThat(steps.stream().flatMap(List::stream).map(Lot::judgement).toList())
                .containsExactlyInAnyOrderElementsOf(judgements);
        assertThat(steps).hasSize(4);
        for (List<Lot> step : steps) {
            List<Pass> passes = LotOrder.passes(step, 300);
            assertThat(passes)
                    .hasSizeGreaterThan(2)
                    .allMatch(pass -> pass.rows().ids().length <= 300);
            assertThat(passes.stream().mapToInt(pass -> pass.rows().rows()).sum())
                    .isEqualTo(step.stream()
                            .mapToInt(lot -> lot.judgement().answers().size())
                            .sum());
        }
    }

    private ScoredNetwork open() {
        return new ScoredNetwork(
                folder, false, (weights, layout, checkpoint) -> ScalarHead.fresh(weights, 1, 32, 3), manager);
    }

    private double accumulate(Pass pass, double scale) {
        return new GradientStep(network.weights)
                .accumulate(step -> pass.loss(network.scores(pass.rows(), step), loss, NO_THUMBS), scale);
    }

    private float[] scores(TokenRows rows) {
        try (NDManager step = manager.newSubManager()) {
            return network.scores(rows, step).toFloatArray();
        }
    }

    /** A copy of all gradients, which are zero after. */
    private float[][] gradients() {
        return network.weights.arrays().stream()
                .map(array -> {
                    try (var gradient = array.getGradient()) {
                        float[] copy = gradient.toFloatArray();
                        gradient.muli(0);
                        return copy;
                    }
                })
                .toArray(float[][]::new);
    }

    private List<int[]> answers(int count) {
        int[] prompt = people.prompt();
        return IntStream.range(0, count).mapToObj(i -> people.answer(prompt)).toList();
    }

    private static Pass pass(Judgement... judgements) {
        return Pass.of(Arrays.stream(judgements)
                .map(judgement -> new Lot(judgement, new int[] {1}))
                .toList());
    }

    private static double softplus(double x) {
        return Math.log1p(Math.exp(x));
    }

    private static void assertClose(float[][] actual, float[][] expected) {
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).usingComparatorWithPrecision(1e-5f).containsExactly(expected[i]);
        }
    }
}
