package dev.attune.server.http;

import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The client's name for a request, by which one that is sent twice has one effect. */
public final class IdempotencyKey {
    private static final String HEADER = "Idempotency-Key";
    private static final int LONGEST = 255;

    private IdempotencyKey() {}

    /** The request's key; one of our own if it names none. */
    public static String of(RoutingContext context) {
        return named(context).orElseGet(() -> "own-" + UUID.randomUUID());
    }

    /**
     * The key that the request names, if it does.
     *
     * @throws ApiException 400 if it is none that can be kept
     */
    public static Optional<String> named(RoutingContext context) {
        List<String> named = context.request().headers().getAll(HEADER);
        if (named.isEmpty()) {
            return Optional.empty();
        }
        String key = named.get(0);
        boolean visible = key.chars().allMatch(c -> c > ' ' && c < 0x7f);
        if (named.size() > 1 || key.isEmpty() || key.length() > LONGEST || !visible) {
            throw ApiException.badRequest(
                    "There may be one " + HEADER + " of 1 to " + LONGEST + " visible characters.", HEADER);
        }
        return Optional.of(key);
    }

    /** Tells the client that this is the reply to an earlier request with the same key. */
    public static void replayed(RoutingContext context) {
        context.response().putHeader("idempotent-replayed", "true");
    }
}
