package dev.attune.feedback.training;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What the trainer is doing. */
public enum TrainingState {
    /** Waiting for enough feedback, or for time to pass. */
    IDLE,
    /** Reading feedback and putting a cycle's data together. */
    COLLECTING,
    /** Fine-tuning on demonstrations and corrections. */
    SFT,
    /** Training the reward model. */
    REWARD,
    /** Training the policy against it. */
    PPO,
    /** Judging the candidate. */
    GATE,
    /** Writing the new version. */
    PUBLISHING,
    /** Told to pause or to stop. */
    PAUSED,
    /** The last cycle failed; the message says why. Another one may begin. */
    FAILED;

    /** As it is stored and shown. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
