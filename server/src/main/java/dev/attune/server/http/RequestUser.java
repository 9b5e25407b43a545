package dev.attune.server.http;

import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/**
 * Who asks: the user of the key, and where one key speaks for many people, the request's own {@code user} after it. What they ask and
 * judge is kept under this name.
 */
public final class RequestUser {
    private static final String OF_THE_KEY = "attune.key-user";

    private RequestUser() {}

    /** Whoever checks the key says whose it is. */
    public static void ofKey(RoutingContext context, String user) {
        context.put(OF_THE_KEY, user);
    }

    /**
     * {@code key's user}, {@code key's user/user}, or without keys what the request says.
     *
     * @param user what the request says, if it says anything
     * @return null if nobody said who asks
     */
    public static @Nullable String of(RoutingContext context, @Nullable String user) {
        String ofKey = context.get(OF_THE_KEY);
        if (ofKey == null) {
            return user;
        }
        return user == null || user.isEmpty() ? ofKey : ofKey + "/" + user;
    }
}
