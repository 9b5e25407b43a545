package dev.attune.serving.checkpoint.hub;

import java.io.IOException;
import java.time.Duration;

/** The hub could not be reached or was too busy; another try may help. */
final class HubException extends IOException {
    private final Duration askedWait;

    /** @param askedWait how long the hub asked us to wait; zero if it did not say */
    HubException(String message, Duration askedWait) {
        super(message);
        this.askedWait = askedWait;
    }

    Duration askedWait() {
        return askedWait;
    }
}
