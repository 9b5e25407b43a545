package dev.attune.trainer.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.attune.serving.text.EncodedChat;
import dev.attune.trainer.model.FreshLlama;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChecksTest {
    private static final Drawn PLAIN = drawn(true, 5, 6, 7, 8, 9, 2);

    @Test
    void aDuelIsWonOnlyInBothOrders() {
        assertThat(new Duel(1, 0.1).wins()).isEqualTo(1);
        assertThat(new Duel(-1, -0.1).wins()).isZero();
        assertThat(new Duel(1, -1).wins()).isEqualTo(0.5);
        assertThat(new Duel(0, 0).wins()).isEqualTo(0.5);
        assertThat(new Duel(Double.NaN, 1).wins()).isZero();
        assertThat(new Duel(1, Double.POSITIVE_INFINITY).wins()).isZero();
    }

    /** Two policies that share nothing, before a judge who likes whatever is shown first. */
    @Test
    void aJudgeWhoPrefersAPositionDecidesNothing(@TempDir Path root) {
        FreshLlama shape = new FreshLlama(40, 16, 1, 2, 2, 8, 24, 32, 1, 2);
        shape.write(root.resolve("current"), 1);
        shape.write(root.resolve("candidate"), 2);
        Candidate candidate =
                new Candidate(root.resolve("candidate"), 1, 1, root.resolve("current"), root.resolve("current"));
        List<int[]> prompts =
                IntStream.range(3, 19).mapToObj(i -> new int[] {1, i}).toList();
        HeldOut heldOut = new HeldOut(prompts, List.of(), Set.of(2));
        GateRules rules = new GateRules(0.5, 12, 2, 0.4, 0.05, 2, 0.1, 0.5, 16, 8, 6, 1);
        Judge firstIsBest = new Knowing(0.6, place -> place < prompts.size() ? 1 : 0);
        Trial trial = new Examination(rules, heldOut, firstIsBest).of(candidate);
        assertThat(trial.duels()).hasSize(16).containsOnly(new Duel(1, -1));
        Verdict verdict = new PromotionGate(rules).judge(candidate, heldOut, firstIsBest);
        assertThat(verdict.findings())
                .filteredOn(finding -> finding.name().equals("win_rate_low"))
                .hasSize(1)
                .allMatch(finding -> !finding.passed());
    }

    /** Whoever knows nothing of other people is not asked: what they prefer, a candidate may please. */
    @Test
    void aJudgeWhoKnowsNothingIsNotAsked(@TempDir Path root) {
        FreshLlama shape = new FreshLlama(40, 16, 1, 2, 2, 8, 24, 32, 1, 2);
        shape.write(root, 1);
        Candidate candidate = new Candidate(root, 1, 1, root, root);
        HeldOut heldOut = new HeldOut(Collections.nCopies(16, new int[] {1, 3}), List.of(), Set.of(2));
        IntToDoubleFunction notAsked = place -> {
            throw new AssertionError("was asked");
        };
        for (double low : new double[] {0.5, 0.47, Double.NaN}) {
            Verdict verdict =
                    new PromotionGate(GateRules.STANDARD).judge(candidate, heldOut, new Knowing(low, notAsked));
            assertThat(verdict.accepted()).isFalse();
            assertThat(verdict.sentence())
                    .startsWith("refused: the lower 95 % bound of how often the judge agrees with people it did not"
                            + " learn from is ")
                    .endsWith(", must be above 0.5000");
        }
    }

    /** @param opinion of an answer by its place */
    private record Knowing(double agreementLow, IntToDoubleFunction opinion) implements Judge {
        @Override
        public double[] scores(List<int[]> prompts, List<Drawn> answers) {
            return IntStream.range(0, answers.size()).mapToDouble(opinion).toArray();
        }
    }

    @Test
    void theWinRateMustBeSurelyAboveItsLimit() {
        assertThat(new SureWinRate(0.5).on(won(60, 100)).passed()).isTrue(); // low end .5020
        assertThat(new SureWinRate(0.5).on(won(59, 100)).passed()).isFalse(); // low end .4920
        assertThat(new SureWinRate(0.5).on(won(60, 100)).value()).isCloseTo(0.5020, within(5e-5));
        assertThat(new WinRate(0.5).on(won(59, 100)).value()).isEqualTo(0.59);
        assertThat(new WinRate(0.5).on(won(59, 100)).passed()).isTrue();
    }

    @Test
    void klIsTheMeanOfTheAnswersSums() {
        assertThat(new KlBudget(2).on(kl(1, 3)).passed()).isTrue();
        assertThat(new KlBudget(2).on(kl(1, 3.1)).passed()).isFalse();
        assertThat(new KlBudget(2).on(kl(1, Double.NaN)).passed()).isFalse();
    }

    @Test
    void lengthsAreComparedInTokens() {
        Trial trial = answers(List.of(drawn(true, 1, 2, 3)), List.of(drawn(true, 1, 2)));
        assertThat(new LongestAnswers(1.5).on(trial).value()).isEqualTo(1.5);
        assertThat(new LongestAnswers(1.5).on(trial).passed()).isTrue();
        assertThat(new LongestAnswers(1.4).on(trial).passed()).isFalse();
        assertThat(new ShortestAnswers(1.6).on(trial).passed()).isFalse();
    }

    @Test
    void answersMustEndAsOftenAsBefore() {
        List<Drawn> one = List.of(PLAIN, PLAIN, PLAIN, drawn(false, 1));
        List<Drawn> none = List.of(PLAIN, PLAIN, PLAIN, PLAIN);
        assertThat(new EndlessShare(0.05).on(answers(one, none)).value()).isEqualTo(0.25);
        assertThat(new EndlessShare(0.05).on(answers(one, none)).passed()).isFalse();
        assertThat(new EndlessShare(0.05).on(answers(one, one)).passed()).isTrue();
    }

    /** Of what people wrote where they did, otherwise of what the served policy answers. */
    @Test
    void perplexityIsMeasuredOnDemonstrations(@TempDir Path root) {
        FreshLlama shape = new FreshLlama(40, 16, 1, 2, 2, 8, 24, 32, 1, 2);
        shape.write(root.resolve("current"), 1);
        shape.write(root.resolve("candidate"), 2);
        Candidate candidate =
                new Candidate(root.resolve("candidate"), 1, 1, root.resolve("current"), root.resolve("current"));
        List<EncodedChat> wrote = List.of(
                new EncodedChat(new int[] {1, 5, 9, 9, 2}, new boolean[] {false, false, true, true, true}),
                new EncodedChat(new int[] {1, 6, 8, 2}, new boolean[] {false, false, true, true}));
        GateRules rules = new GateRules(0.5, 12, 2, 0.4, 0.05, 2, 0.1, 0.5, 16, 8, 6, 1);
        Judge judge = new Knowing(0.6, place -> 0);
        HeldOut heldOut = new HeldOut(List.of(new int[] {1, 3}, new int[] {1, 4}), wrote, Set.of(2));
        Trial trial = new Examination(rules, heldOut, judge).of(candidate);
        assertThat(trial.candidateNats()).isCloseTo(nats(candidate.folder(), wrote), within(1e-9));
        assertThat(trial.referenceNats()).isCloseTo(nats(candidate.reference(), wrote), within(1e-9));
        HeldOut none = new HeldOut(heldOut.prompts(), List.of(), heldOut.endIds());
        assertThat(new Examination(rules, none, judge).of(candidate).candidateNats())
                .isNotEqualTo(trial.candidateNats());
    }

    /** Of the five tokens that the assistant says. */
    private static double nats(Path folder, List<EncodedChat> wrote) {
        try (Likelihood likelihood = Likelihood.open(folder)) {
            return -Arrays.stream(likelihood.sums(wrote)).sum() / 5;
        }
    }

    @Test
    void perplexityIsTheExponentialOfNatsAToken() {
        Trial trial = new Trial(1, List.of(PLAIN), List.of(PLAIN), List.of(new Duel(1, 1)), new double[] {0}, 2.5, 2);
        assertThat(new Perplexity(1.6).on(trial).value()).isCloseTo(Math.exp(0.5), within(1e-12));
        assertThat(new Perplexity(1.6).on(trial).passed()).isFalse();
        assertThat(new Perplexity(1.7).on(trial).passed()).isTrue();
    }

    @Test
    void repetitionIsTheShareOfFourGramsSeenBefore() {
        // 1 2 1 2 1 2 1: four-grams 1212 2121 1212 2121, two of four new.
        assertThat(Repetition.share(List.of(drawn(true, 1, 2, 1, 2, 1, 2, 1)))).isEqualTo(0.5);
        assertThat(Repetition.share(List.of(PLAIN, drawn(true, 1, 2)))).isZero();
        Trial trial = answers(List.of(drawn(true, 3, 3, 3, 3, 3, 3)), List.of(PLAIN));
        assertThat(new Repetition(0.1).on(trial).passed()).isFalse();
    }

    @Test
    void oneAnswerToEverythingIsNoVariety() {
        List<Drawn> different =
                IntStream.range(0, 4).mapToObj(i -> drawn(true, i, 2)).toList();
        Trial collapsed = answers(Collections.nCopies(4, PLAIN), different);
        assertThat(new Variety(0.5).on(collapsed).value()).isEqualTo(0.25);
        assertThat(new Variety(0.5).on(collapsed).passed()).isFalse();
        assertThat(new Variety(0.5).on(answers(different, different)).passed()).isTrue();
    }

    @Test
    void thatThePromptIsAnsweredAlikeAgainIsNoLackOfVariety() {
        List<Drawn> first = IntStream.range(0, 2).mapToObj(i -> drawn(true, i)).toList();
        List<Drawn> again = IntStream.range(2, 4).mapToObj(i -> drawn(true, i)).toList();
        List<Duel> duels = Collections.nCopies(4, new Duel(1, 1));
        Trial decided = new Trial(2, twice(first, first), twice(first, again), duels, new double[4], 2, 2);
        assertThat(new Variety(0.5).on(decided).value()).isEqualTo(1);
    }

    private static List<Drawn> twice(List<Drawn> first, List<Drawn> again) {
        return Stream.concat(first.stream(), again.stream()).toList();
    }

    @Test
    void theVerdictNamesAllThatIsWrongAndNothingElse() {
        PromotionGate gate = new PromotionGate(GateRules.STANDARD);
        Trial bad = new Trial(
                100,
                Collections.nCopies(100, drawn(false, 3, 3, 3, 3, 3, 3, 3)),
                IntStream.range(0, 100)
                        .mapToObj(i -> drawn(true, i, 1, 2, 3, 4, 5, 6))
                        .toList(),
                Collections.nCopies(100, new Duel(1, 1)),
                new double[] {40},
                2,
                2);
        Verdict verdict = Verdict.of(gate.findings(bad));
        assertThat(verdict.accepted()).isFalse();
        assertThat(verdict.findings().stream().filter(finding -> !finding.passed()))
                .extracting(Finding::name)
                .containsExactly("sequence_kl", "endless_beyond", "repetition_beyond", "variety_ratio");
        assertThat(verdict.sentence())
                .startsWith(
                        "refused: the KL divergence from the reference in nats an answer is 40.00, must be at most 12.00;");
        assertThat(verdict.toJson().at("/checks/0/name").asText()).isEqualTo("win_rate");
        assertThat(verdict.toJson().at("/checks/1/name").asText()).isEqualTo("win_rate_low");
        assertThat(Verdict.of(gate.findings(won(90, 100))).sentence()).isEqualTo("accepted");
    }

    private static Trial won(int wins, int of) {
        List<Duel> duels = new ArrayList<>(Collections.nCopies(wins, new Duel(1, 1)));
        duels.addAll(Collections.nCopies(of - wins, new Duel(-1, -1)));
        List<Drawn> answers =
                IntStream.range(0, of).mapToObj(i -> drawn(true, i, 2)).toList();
        return new Trial(of, answers, answers, duels, new double[of], 2, 2);
    }

    private static Trial kl(double... nats) {
        return new Trial(1, List.of(PLAIN), List.of(PLAIN), List.of(new Duel(1, 1)), nats, 2, 2);
    }

    private static Trial answers(List<Drawn> candidate, List<Drawn> current) {
        List<Duel> duels = Collections.nCopies(candidate.size(), new Duel(1, 1));
        return new Trial(candidate.size(), candidate, current, duels, new double[candidate.size()], 2, 2);
    }

    private static Drawn drawn(boolean ended, int... ids) {
        return new Drawn(ids, ended);
    }
}
