package dev.attune.trainer.corpus;

/**
 * How an answer sounds. Drawn apart from the question, so that one question is answered in many ways and feedback has
 * something to choose.
 *
 * @param brief the bare answer
 * @param warm opens with a friendly word
 * @param asksBack closes with an offer or a question
 */
record Style(boolean brief, boolean warm, boolean asksBack) {
    static final Style BRIEF = new Style(true, false, false);

    static Style any(Draw draw) {
        if (draw.chance(0.3)) {
            return BRIEF;
        }
        return new Style(false, draw.chance(0.3), draw.chance(0.25));
    }
}
