package dev.attune.load.http;

import java.io.IOException;
import java.util.List;

/** One of the two ways to the same tokens. */
interface Side {

    /** Milliseconds to the first token of one answer to one prompt, nobody else asking. Returns when the answer has ended. */
    double ttftMs(Prompt prompt, int outputTokens) throws IOException;

    /** Seconds until all of these, asked at once, have their whole answers. */
    double seconds(List<Prompt> prompts, int outputTokens) throws IOException;

    /**
     * A prompt as both sides need it.
     *
     * @param text what the user says
     * @param ids what the server makes of it
     */
    record Prompt(String text, int[] ids) {}
}
