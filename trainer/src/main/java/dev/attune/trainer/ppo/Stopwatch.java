package dev.attune.trainer.ppo;

import java.util.LinkedHashMap;
import java.util.Map;

/** Where an iteration's time goes, in seconds. One thread. */
final class Stopwatch {
    private final Map<String, Double> seconds = new LinkedHashMap<>();
    private long last = System.nanoTime();

    /** All since the last call went into this. */
    void spentOn(String what) {
        long now = System.nanoTime();
        seconds.merge("seconds/" + what, (now - last) / 1e9, Double::sum);
        last = now;
    }

    /** What was measured since the last call. */
    Map<String, Double> read() {
        Map<String, Double> read = new LinkedHashMap<>(seconds);
        seconds.clear();
        last = System.nanoTime();
        return read;
    }
}
