package dev.attune.serving.checkpoint.hub;

import dev.attune.serving.checkpoint.CheckpointException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * HTTP as a hub speaks it. Redirects are followed by hand, because the token may go to the hub and to no other host; what
 * the hub says with a status becomes an exception here and nowhere else.
 */
final class HubClient {
    static final int RANGE_NOT_SATISFIABLE = 416;

    private static final int MOST_REDIRECTS = 8;
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);

    private final HubSettings settings;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    HubClient(HubSettings settings) {
        this.settings = settings;
    }

    /**
     * An answer with status 2xx or 416, its body still to be read and closed.
     *
     * @throws HubException if another try may help
     * @throws CheckpointException if not
     */
    HttpResponse<InputStream> get(String path, Map<String, String> headers) throws IOException {
        HttpResponse<InputStream> response = follow("GET", path, headers);
        check(response, path);
        return response;
    }

    /** The body of an answer, empty if there is no such thing. */
    Optional<byte[]> find(String path, int mostBytes) throws IOException {
        HttpResponse<InputStream> response = follow("GET", path, Map.of());
        try (InputStream body = response.body()) {
            if (response.statusCode() == 404) {
                return Optional.empty();
            }
            check(response, path);
            return Optional.of(body.readNBytes(mostBytes));
        }
    }

    /** The headers that describe a file: of the hub itself if it describes what it redirects to. Empty if there is none. */
    Optional<HttpHeaders> head(String path) throws IOException {
        HttpResponse<InputStream> response = follow("HEAD", path, Map.of());
        response.body().close();
        if (response.statusCode() == 404) {
            return Optional.empty();
        }
        if (!isRedirect(response)) {
            check(response, path);
        }
        return Optional.of(response.headers());
    }

    private HttpResponse<InputStream> follow(String method, String path, Map<String, String> headers)
            throws IOException {
        URI uri = URI.create(settings.endpoint() + path);
        for (int i = 0; i <= MOST_REDIRECTS; i++) {
            HttpResponse<InputStream> response = send(method, uri, headers);
            boolean described = method.equals("HEAD")
                    && response.headers().firstValue("X-Linked-Etag").isPresent();
            if (!isRedirect(response) || described) {
                return response;
            }
            response.body().close();
            uri = target(uri, response);
        }
        throw new CheckpointException(
                settings.endpoint() + path + ": redirects more than " + MOST_REDIRECTS + " times");
    }

    private HttpResponse<InputStream> send(String method, URI uri, Map<String, String> headers) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .timeout(ANSWER_TIMEOUT)
                .header("User-Agent", "attune")
                .header("Accept-Encoding", "identity");
        headers.forEach(request::header);
        if (settings.token() != null && isHub(uri)) {
            request.header("Authorization", "Bearer " + settings.token());
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CheckpointException(uri + ": interrupted", interrupted);
        }
    }

    private boolean isHub(URI uri) {
        return uri.getScheme().equals(settings.endpoint().getScheme())
                && uri.getAuthority().equals(settings.endpoint().getAuthority());
    }

    private static boolean isRedirect(HttpResponse<?> response) {
        return switch (response.statusCode()) {
            case 301, 302, 303, 307, 308 -> true;
            default -> false;
        };
    }

    private static URI target(URI from, HttpResponse<?> response) {
        String location = response.headers()
                .firstValue("Location")
                .orElseThrow(() -> new CheckpointException(from + ": redirects to nowhere"));
        URI to = from.resolve(location);
        if (to.getHost() == null
                || (from.getScheme().equals("https") && !to.getScheme().equals("https"))) {
            throw new CheckpointException(from + ": redirects to " + location + ", which is not safe to follow");
        }
        return to;
    }

    private void check(HttpResponse<InputStream> response, String path) throws IOException {
        int status = response.statusCode();
        if ((status >= 200 && status < 300) || status == RANGE_NOT_SATISFIABLE) {
            return;
        }
        response.body().close();
        String answer = settings.endpoint() + path + ": HTTP " + status;
        if (status == 408 || status == 429 || status >= 500) {
            throw new HubException(answer, retryAfter(response.headers()));
        }
        throw new CheckpointException(answer + explanation(status));
    }

    private String explanation(int status) {
        return switch (status) {
            case 401, 403 ->
                settings.token() == null
                        ? "; the model does not exist, or is private or gated and needs a token in HF_TOKEN"
                        : "; the token in HF_TOKEN may not read this model";
            case 404 -> "; there is no such model or revision";
            default -> "";
        };
    }

    private static Duration retryAfter(HttpHeaders headers) {
        String seconds = headers.firstValue("Retry-After").orElse("0");
        return seconds.matches("\\d{1,6}") ? Duration.ofSeconds(Long.parseLong(seconds)) : Duration.ZERO;
    }
}
