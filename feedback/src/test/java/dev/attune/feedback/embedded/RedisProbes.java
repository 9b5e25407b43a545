package dev.attune.feedback.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;

/** What tests ask a running Redis. */
final class RedisProbes {
    private RedisProbes() {}

    static List<String> ask(EmbeddedRedis redis, String... words) {
        URI uri = URI.create(redis.uri());
        try (RedisProbe probe = new RedisProbe(uri.getPort(), uri.getUserInfo().substring(1))) {
            return probe.ask(words);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static long pid(EmbeddedRedis redis) {
        String info = ask(redis, "INFO", "server").get(0);
        return info.lines()
                .filter(line -> line.startsWith("process_id:"))
                .map(line ->
                        Long.parseLong(line.substring("process_id:".length()).strip()))
                .findFirst()
                .orElseThrow();
    }
}
