package dev.attune.feedback;

/** What became of a judgement. Values, not exceptions: each is an answer that a person hears. Immutable. */
public sealed interface Receipt {

    /** It holds, and holds the death of anything but the disk. */
    record Accepted(String judgementId, int revision, long atMs) implements Receipt {}

    /** It was accepted before under the same key; this is the same reply, and nothing was done. */
    record Replayed(String judgementId, int revision, long atMs) implements Receipt {}

    /** The key was used before for something else. */
    record Conflict() implements Receipt {}

    /** There never was such a completion, choice or judgement, or it was erased. */
    record Unknown(String what) implements Receipt {}

    /** It was not shown to this user, or is not theirs. */
    record Foreign(String what) implements Receipt {}

    /** The completion was there and has been given up. */
    record Expired(String completionId) implements Receipt {}

    /** The answers are not all to one prompt; this is the first that differs. */
    record DifferentPrompts(String completionId) implements Receipt {}

    /** The judgement was revised as often as it may be. */
    record TooManyRevisions(int most) implements Receipt {}

    /** The user was erased and nothing is taken from them for a while. */
    record Erased() implements Receipt {}
}
