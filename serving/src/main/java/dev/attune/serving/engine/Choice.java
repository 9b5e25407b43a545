package dev.attune.serving.engine;

/**
 * A token and how likely the draw was to take it.
 *
 * @param logprob natural log of its probability among all that might have been drawn
 */
record Choice(int id, float logprob) {

    /** Where there is nothing to choose. */
    static Choice certain(int id) {
        return new Choice(id, 0);
    }
}
