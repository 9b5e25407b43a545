package dev.attune.server;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** One look at {@code /metrics}: each series as it is written there, with its value. */
record Scrape(String contentType, String text, Map<String, Double> series) {
    /**
     * One for all, so that looking opens no connection each time. HTTP/1.1, because over plain TCP the JDK's client upgrades to HTTP/2,
     * and what comes right behind the answer to that, if it is more than one of its buffers, it sometimes puts in the wrong order and
     * waits for ever.
     */
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    static Scrape of(String url) {
        return of(url, "*/*");
    }

    static Scrape of(String url, String accept) {
        try {
            HttpResponse<String> page = CLIENT.send(
                    HttpRequest.newBuilder(URI.create(url + "/metrics"))
                            .header("Accept", accept)
                            .timeout(PATIENCE)
                            .build(),
                    BodyHandlers.ofString());
            if (page.statusCode() != 200) {
                throw new AssertionError("/metrics answered " + page.statusCode() + ": " + page.body());
            }
            return new Scrape(page.headers().firstValue("content-type").orElse(""), page.body(), parse(page.body()));
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The value of a series, such as {@code name{label="value"}}; NaN if there is none. */
    double value(String name) {
        return series.getOrDefault(name, Double.NaN);
    }

    /** All values of a name together, whatever the labels. */
    double sum(String name) {
        return series.entrySet().stream()
                .filter(entry -> nameOf(entry.getKey()).equals(name))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    /** Every name, without labels. */
    Set<String> names() {
        return series.keySet().stream().map(Scrape::nameOf).collect(Collectors.toSet());
    }

    private static String nameOf(String series) {
        int labels = series.indexOf('{');
        return labels < 0 ? series : series.substring(0, labels);
    }

    private static Map<String, Double> parse(String page) {
        Map<String, Double> series = new LinkedHashMap<>();
        page.lines().filter(line -> !line.isEmpty() && !line.startsWith("#")).forEach(line -> {
            int space = line.lastIndexOf(' ');
            series.put(
                    line.substring(0, space),
                    Double.parseDouble(line.substring(space + 1).replace("+Inf", "Infinity")));
        });
        return series;
    }
}
