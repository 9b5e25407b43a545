package dev.attune.trainer.gate;

import java.util.List;

/**
 * What was measured of a candidate. The lists go by prompt, in one order; prompts that are asked again come after all others. Immutable.
 *
 * @param prompts how many different ones were asked
 * @param candidate its answers
 * @param current those of the policy that is served
 * @param duels the judge's opinion of each pair
 * @param klNats log π − log π_ref of each of the candidate's answers, summed over its tokens
 * @param candidateNats −log π a token on demonstrations
 * @param referenceNats the reference's, on the same
 */
@SuppressWarnings("ArrayRecordComponent") // measured once, never compared
public record Trial(
        int prompts,
        List<Drawn> candidate,
        List<Drawn> current,
        List<Duel> duels,
        double[] klNats,
        double candidateNats,
        double referenceNats) {
    public Trial {
        candidate = List.copyOf(candidate);
        current = List.copyOf(current);
        duels = List.copyOf(duels);
        if (candidate.isEmpty() || current.size() != candidate.size() || duels.size() != candidate.size()) {
            throw new IllegalArgumentException("a trial needs as many answers and duels of each, had "
                    + candidate.size() + ", " + current.size() + " and " + duels.size());
        }
    }

    static double meanLength(List<Drawn> answers) {
        return answers.stream()
                .mapToInt(answer -> answer.ids().length)
                .average()
                .orElseThrow();
    }

    static double endless(List<Drawn> answers) {
        return answers.stream().filter(answer -> !answer.ended()).count() / (double) answers.size();
    }
}
