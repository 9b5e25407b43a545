package dev.attune.serving.engine;

import org.jspecify.annotations.Nullable;

/**
 * Requests that were added together and are answered by one version: that of whoever starts first. Owned by the decode
 * thread.
 */
final class Siblings {
    private @Nullable VersionRun run;

    /** Where the next of them starts. */
    VersionRun runOr(VersionRun newest) {
        return run == null ? newest : run;
    }

    boolean belongTo(VersionRun other) {
        return run == other;
    }

    Sharing sharing() {
        return run == null ? Sharing.OF_STRANGERS : Sharing.OF_SIBLINGS;
    }

    void startIn(VersionRun first) {
        run = first;
    }
}
