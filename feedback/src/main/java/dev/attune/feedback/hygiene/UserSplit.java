package dev.attune.feedback.hygiene;

import dev.attune.feedback.dataset.KeyedHash;

/**
 * Puts each user, with all of theirs, into one split: by a keyed hash, so nobody can choose theirs and nobody changes as others come and go. Immutable;
 * any thread may use it.
 */
public final class UserSplit {
    private final KeyedHash hash;
    private final double testShare;
    private final double validationShare;

    public UserSplit(KeyedHash hash, HygieneRules rules) {
        this.hash = hash;
        this.testShare = rules.testShare();
        this.validationShare = rules.validationShare();
    }

    public Split of(String user) {
        double at = hash.fraction("split", user);
        return at < testShare ? Split.TEST : at < testShare + validationShare ? Split.VALIDATION : Split.TRAIN;
    }
}
