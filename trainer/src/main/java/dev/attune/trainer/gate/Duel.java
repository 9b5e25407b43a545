package dev.attune.trainer.gate;

/**
 * What the judge thinks of two answers to one prompt, asked twice with the places swapped.
 *
 * @param candidateFirst by how much the candidate's was better when it was shown first
 * @param candidateLast the same when it was shown last
 */
public record Duel(double candidateFirst, double candidateLast) {

    /** 1 for a win in both orders, 0 for a loss in both, a half where the order decides; what is not finite is lost. */
    public double wins() {
        if (!Double.isFinite(candidateFirst) || !Double.isFinite(candidateLast)) {
            return 0;
        }
        if (candidateFirst > 0 && candidateLast > 0) {
            return 1;
        }
        return candidateFirst < 0 && candidateLast < 0 ? 0 : 0.5;
    }
}
