package dev.attune.load.serve;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The four times of a request. */
enum Metric {
    TTFT("Time to First Token"),
    TPOT("Time per Output Token (excl. 1st token)"),
    ITL("Inter-token Latency"),
    E2EL("End-to-end Latency");

    private final String title;

    Metric(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /** As flags and JSON keys have it. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    static List<String> keys() {
        return Arrays.stream(values()).map(Metric::key).toList();
    }
}
