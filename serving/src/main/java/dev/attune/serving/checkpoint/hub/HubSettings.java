package dev.attune.serving.checkpoint.hub;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where models come from and go to.
 *
 * @param endpoint base URL of the hub, without a slash at its end
 * @param token sent to the endpoint's host and to no other; none for public models
 * @param offline never ask the network; only finished downloads can be used
 * @param cacheDir models lie below it
 */
public record HubSettings(URI endpoint, @Nullable String token, boolean offline, Path cacheDir, Limits limits) {
    public static final URI PUBLIC_HUB = URI.create("https://huggingface.co");

    private static final Set<String> YES = Set.of("1", "on", "yes", "true");

    public HubSettings {
        String url = endpoint.toString();
        if (!url.startsWith("http://") && !url.startsWith("https://")) {
            throw new IllegalArgumentException("hub endpoint must be an http or https URL, was " + url);
        }
        endpoint = URI.create(url.replaceAll("/+$", ""));
    }

    /**
     * How long to keep trying.
     *
     * @param retries failures in a row, without a byte of progress between them, before giving up
     * @param firstWait before the first retry; doubles with each
     * @param longestWait no wait is longer, whatever the hub asks for
     * @param stall a download without a byte for this long is broken off and retried
     * @param lockWait how long to wait for another start that downloads the same model
     */
    public record Limits(int retries, Duration firstWait, Duration longestWait, Duration stall, Duration lockWait) {
        public static final Limits DEFAULT = new Limits(
                5, Duration.ofMillis(500), Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofHours(6));

        Limits withRetries(int count) {
            return new Limits(count, firstWait, longestWait, stall, lockWait);
        }
    }

    /** Settings as the environment gives them: {@code HF_ENDPOINT}, {@code HF_TOKEN}, {@code HF_HUB_OFFLINE}. */
    public static HubSettings fromEnvironment(Map<String, String> environment, Path cacheDir) {
        String endpoint = environment.getOrDefault("HF_ENDPOINT", "");
        String token = environment.getOrDefault("HF_TOKEN", "");
        String offline = environment.getOrDefault("HF_HUB_OFFLINE", "");
        return new HubSettings(
                endpoint.isBlank() ? PUBLIC_HUB : URI.create(endpoint.strip()),
                token.isBlank() ? null : token.strip(),
                YES.contains(offline.strip().toLowerCase(Locale.ROOT)),
                cacheDir,
                Limits.DEFAULT);
    }

    /** Without the token, which belongs in no log. */
    @Override
    public String toString() {
        return "HubSettings[endpoint=" + endpoint + ", offline=" + offline + ", cacheDir=" + cacheDir + "]";
    }
}
