package dev.attune.server.training;

import java.io.IOException;
import java.io.InputStream;

/**
 * In the child: notices that the server that started it is gone, however it went. Standard input is a pipe that nobody ever writes
 * to, and whose end comes with the parent's.
 */
public final class ParentWatch {

    private ParentWatch() {}

    /** Runs something, on a thread of its own, when the parent is gone. */
    public static void start(Runnable gone) {
        start(System.in, gone);
    }

    static void start(InputStream pipe, Runnable gone) {
        Thread watch = new Thread(
                () -> {
                    awaitEnd(pipe);
                    gone.run();
                },
                "parent-watch");
        watch.setDaemon(true);
        watch.start();
    }

    private static void awaitEnd(InputStream pipe) {
        try {
            while (pipe.read() >= 0) {
                // Nobody writes; whatever comes says that somebody is there.
                continue;
            }
        } catch (IOException broken) {
            // As good as its end.
        }
    }
}
