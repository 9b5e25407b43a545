package dev.attune.load.experiment;

/** Whether people say what they mean. Wrong labels show that what is learned comes from labels and from nothing else. */
enum Labels {
    TRUE,
    /** Nobody looks. */
    SHUFFLED,
    /** Everybody says the contrary. */
    FLIPPED
}
