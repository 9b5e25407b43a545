package dev.attune.trainer.gate;

import dev.attune.serving.text.EncodedChat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Asks a candidate and the policy that is served the same prompts, drawn with the same seeds, and measures. One thread. */
final class Examination {
    private final GateRules rules;
    private final HeldOut heldOut;
    private final Judge judge;
    private final List<int[]> prompts;

    Examination(GateRules rules, HeldOut heldOut, Judge judge) {
        this.rules = rules;
        this.heldOut = heldOut;
        this.judge = judge;
        // Few prompts are asked again, each time with other seeds, as often for one as for another, eight times at
        // most.
        int count = heldOut.prompts().size();
        int rounds = Math.max(1, Math.min(8, rules.duels() / count));
        this.prompts = IntStream.range(0, Math.min(rules.duels(), rounds * count))
                .mapToObj(i -> heldOut.prompts().get(i % count))
                .toList();
    }

    Trial of(Candidate candidate) {
        List<Drawn> theirs = draw(candidate.current());
        List<Drawn> own = draw(candidate.folder());
        double[] kl;
        double ownNats;
        double referenceNats;
        List<EncodedChat> kept = demonstrations(theirs);
        try (Likelihood policy = Likelihood.open(candidate.folder());
                Likelihood reference = Likelihood.open(candidate.reference())) {
            List<EncodedChat> answers = spans(own);
            double[] under = policy.sums(answers);
            double[] before = reference.sums(answers);
            kl = IntStream.range(0, under.length)
                    .mapToDouble(i -> under[i] - before[i])
                    .toArray();
            ownNats = -Arrays.stream(policy.sums(kept)).sum() / tokens(kept);
            referenceNats = -Arrays.stream(reference.sums(kept)).sum() / tokens(kept);
        }
        int asked = Math.min(prompts.size(), heldOut.prompts().size());
        return new Trial(asked, own, theirs, duels(own, theirs), kl, ownNats, referenceNats);
    }

    private List<Drawn> draw(java.nio.file.Path folder) {
        try (Respondent respondent = Respondent.open(folder, rules, heldOut.endIds())) {
            return respondent.answers(prompts);
        }
    }

    /** Each pair is scored twice, the candidate's among the first and among the last: a judge's batches must not decide. */
    private List<Duel> duels(List<Drawn> own, List<Drawn> theirs) {
        double[] ownFirst = judge.scores(twice(), joined(own, theirs));
        double[] theirsFirst = judge.scores(twice(), joined(theirs, own));
        int count = own.size();
        return IntStream.range(0, count)
                .mapToObj(i -> new Duel(ownFirst[i] - ownFirst[count + i], theirsFirst[count + i] - theirsFirst[i]))
                .toList();
    }

    private List<int[]> twice() {
        List<int[]> twice = new ArrayList<>(prompts);
        twice.addAll(prompts);
        return twice;
    }

    private static List<Drawn> joined(List<Drawn> first, List<Drawn> last) {
        List<Drawn> joined = new ArrayList<>(first);
        joined.addAll(last);
        return joined;
    }

    private List<EncodedChat> demonstrations(List<Drawn> answers) {
        return heldOut.demonstrations().isEmpty() ? spans(answers) : heldOut.demonstrations();
    }

    private List<EncodedChat> spans(List<Drawn> answers) {
        return IntStream.range(0, answers.size())
                .mapToObj(i -> span(prompts.get(i), answers.get(i)))
                .toList();
    }

    private static EncodedChat span(int[] prompt, Drawn answer) {
        int[] ids = answer.after(prompt);
        boolean[] mask = new boolean[ids.length];
        Arrays.fill(mask, prompt.length, ids.length, true);
        return new EncodedChat(ids, mask);
    }

    private static long tokens(List<EncodedChat> chats) {
        long tokens = 0;
        for (EncodedChat chat : chats) {
            for (int i = 1; i < chat.ids().length; i++) {
                tokens += chat.assistantMask()[i] ? 1 : 0;
            }
        }
        return tokens;
    }
}
