package dev.attune.load.drill;

import java.io.IOException;

/** Waiting a moment. */
final class Pause {
    private Pause() {}

    /** @throws IOException if the thread is told to end */
    static void ms(long ms) throws IOException {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
