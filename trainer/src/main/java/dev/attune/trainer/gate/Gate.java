package dev.attune.trainer.gate;

/** Decides whether a candidate may be served. */
public interface Gate {
    /**
     * The verdict on a candidate.
     *
     * @param candidate where it comes from and what it has to be better than
     * @param heldOut what nobody trained on
     * @param judge trained on other people's judgements than the candidate
     */
    Verdict judge(Candidate candidate, HeldOut heldOut, Judge judge);
}
