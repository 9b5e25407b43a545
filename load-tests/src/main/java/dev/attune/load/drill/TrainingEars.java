package dev.attune.load.drill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.stream.Stream;

/** Counts what the trainer says while it works, from its events, which a thread of its own reads until the server ends. Any thread. */
final class TrainingEars {
    private final URI url;
    private volatile int heard;

    private TrainingEars(URI url) {
        this.url = url;
    }

    /** @param server without a path */
    static TrainingEars at(String server) {
        TrainingEars ears = new TrainingEars(URI.create(server + "/v1/training/events"));
        Thread listener = new Thread(ears::listen, "training-ears");
        listener.setDaemon(true);
        listener.start();
        return ears;
    }

    /** How often it has said something. */
    int heard() {
        return heard;
    }

    private void listen() {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        try {
            HttpResponse<Stream<String>> reply =
                    client.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofLines());
            try (Stream<String> lines = reply.body()) {
                lines.filter(line -> line.startsWith("data:")).forEach(event -> count());
            }
        } catch (IOException | UncheckedIOException ended) {
            // With the server. Had it ended before, whoever waits for more would say that nothing came.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread counts
    private void count() {
        heard++;
    }
}
