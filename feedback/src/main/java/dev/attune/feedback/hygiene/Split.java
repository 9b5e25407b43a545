package dev.attune.feedback.hygiene;

/** What an example is used for. */
public enum Split {
    TRAIN,
    VALIDATION,
    TEST
}
