package dev.attune.trainer.gate;

import java.util.ArrayList;
import java.util.List;

/**
 * Decides whether a candidate may be served. First what its files say alone; only a candidate whose weights are sound is asked
 * anything, and only before a judge who knows more than a coin does, since anybody else can be pleased. Then every check is made, so that
 * the verdict names all that is wrong. One thread.
 */
public final class PromotionGate implements Gate {
    private static final double CHANCE = 0.5;

    private final GateRules rules;
    private final List<Check> checks;

    public PromotionGate(GateRules rules) {
        this.rules = rules;
        this.checks = List.of(
                new WinRate(rules.winRateLow()),
                new SureWinRate(rules.winRateLow()),
                new KlBudget(rules.klNats()),
                new LongestAnswers(rules.lengthRatio()),
                new ShortestAnswers(rules.lengthRatioLow()),
                new EndlessShare(rules.endlessBeyond()),
                new Perplexity(rules.perplexityRatio()),
                new Repetition(rules.repetitionBeyond()),
                new Variety(rules.varietyRatio()));
    }

    @Override
    public Verdict judge(Candidate candidate, HeldOut heldOut, Judge judge) {
        List<Finding> findings = new ArrayList<>(candidate.soundness());
        findings.add(Finding.atLeast(
                "held_out_prompts",
                heldOut.prompts().size(),
                rules.leastPrompts(),
                "the number of prompts of people nobody trained on"));
        findings.add(Finding.above(
                "judge_agreement_low",
                judge.agreementLow(),
                CHANCE,
                "the lower 95 % bound of how often the judge agrees with people it did not learn from"));
        if (Verdict.of(findings).accepted()) {
            findings.addAll(findings(new Examination(rules, heldOut, judge).of(candidate)));
        }
        return Verdict.of(findings);
    }

    /** What all checks find in what was measured. */
    List<Finding> findings(Trial trial) {
        return checks.stream().map(check -> check.on(trial)).toList();
    }
}
