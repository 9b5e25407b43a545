package dev.attune.load.http;

import java.io.IOException;
import java.util.List;

/** One of the two ways to the same tokens. */
interface Side {

    /** Asks all of these at once and returns when they have their whole answers. */
    Took answer(List<Prompt> prompts, int outputTokens) throws IOException;

    /**
     * How long it took.
     *
     * @param seconds until the last answer had ended
     * @param ttftMs milliseconds to the first token of each answer, from the moment when it was asked for
     */
    record Took(double seconds, List<Double> ttftMs) {
        public Took {
            ttftMs = List.copyOf(ttftMs);
        }
    }

    /**
     * A prompt as both sides need it.
     *
     * @param text what the user says
     * @param ids what the server makes of it
     */
    record Prompt(String text, int[] ids) {}
}
