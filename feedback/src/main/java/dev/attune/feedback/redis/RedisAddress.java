package dev.attune.feedback.redis;

import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where Redis is, as {@code --redis} writes it: {@code redis://[user][:password]@host:port[/db]}, {@code rediss://} for TLS,
 * {@code redis-sentinel://host,host#master}, and {@code redis-cluster://host,host} or several hosts after any of the first two.
 * Immutable; its text never holds the password.
 */
record RedisAddress(List<RedisURI> nodes, boolean cluster) {

    static RedisAddress parse(String text, Duration limit) {
        int slashes = text.indexOf("://");
        if (slashes < 0) {
            throw new IllegalArgumentException(
                    "a Redis address looks like redis://host:6379, was '" + text.replaceFirst("^.*@", "***@") + "'");
        }
        String scheme = text.substring(0, slashes);
        boolean sentinel = scheme.contains("sentinel");
        boolean named = scheme.endsWith("-cluster");
        String plain = named ? scheme.substring(0, scheme.length() - "-cluster".length()) : scheme;
        List<String> parts = sentinel ? List.of(text) : hosts(plain, text.substring(slashes + 3));
        try {
            List<RedisURI> nodes = new ArrayList<>();
            for (String part : parts) {
                RedisURI node = RedisURI.create(part);
                node.setTimeout(limit);
                nodes.add(node);
            }
            return new RedisAddress(List.copyOf(nodes), named || nodes.size() > 1);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("not a Redis address: '" + masked(text) + "'", e);
        }
    }

    private static List<String> hosts(String scheme, String rest) {
        int at = rest.lastIndexOf('@');
        String login = rest.substring(0, at + 1);
        String hosts = rest.substring(at + 1);
        int end = hosts.indexOf('/');
        int query = hosts.indexOf('?');
        int tail = end < 0 ? query : end;
        String list = tail < 0 ? hosts : hosts.substring(0, tail);
        String suffix = tail < 0 ? "" : hosts.substring(tail);
        return Arrays.stream(list.split(","))
                .map(host -> scheme + "://" + login + host + suffix)
                .toList();
    }

    RedisURI first() {
        return nodes.get(0);
    }

    /** Whether sentinels are asked where it is. */
    boolean sentinel() {
        return !first().getSentinels().isEmpty();
    }

    /** The address without what must not be shown. */
    @Override
    public String toString() {
        return masked(String.join(",", nodes.stream().map(RedisURI::toString).toList()));
    }

    private static String masked(String text) {
        return text.replaceAll("://[^@/,]*@", "://***@").replaceAll("[?&]timeout=\\w*", "");
    }
}
