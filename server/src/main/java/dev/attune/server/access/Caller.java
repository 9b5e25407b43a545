package dev.attune.server.access;

import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who a request comes from. Every handler of an operation that needs a key finds it with {@link #of}.
 *
 * @param key the name of the key
 * @param user whose key it is
 * @param account what the key has taken; the same object for all requests of the key
 */
public record Caller(String key, String user, Set<Role> roles, Account account) {
    private static final String CONTEXT_KEY = "attune.caller";

    public Caller {
        roles = Set.copyOf(roles);
    }

    /** Whoever sits at this machine, of a server that knows no keys: may do everything, and as much as they like. */
    static Caller local() {
        return new Caller("none", "local", Set.of(Role.ADMIN), new Account(CallLimits.NONE, () -> 0));
    }

    /**
     * The request's caller.
     *
     * @throws IllegalStateException on a route that asks for no key
     */
    public static Caller of(RoutingContext context) {
        Caller caller = context.get(CONTEXT_KEY);
        if (caller == null) {
            throw new IllegalStateException("nobody was asked for a key on this route");
        }
        return caller;
    }

    /** Whether the request's caller is known already. */
    public static boolean isKnown(RoutingContext context) {
        return context.get(CONTEXT_KEY) != null;
    }

    /** Makes this the request's caller. */
    public void enter(RoutingContext context) {
        context.put(CONTEXT_KEY, this);
    }

    /** Whether it has a role; whoever judges for the house may judge for themselves. */
    public boolean may(Role role) {
        return roles.contains(role)
                || roles.contains(Role.ADMIN)
                || (role == Role.FEEDBACK && roles.contains(Role.LABELER));
    }

    /**
     * The person behind a request: the key's user, and after a slash whom the request names. A slash never occurs in the first part,
     * so one key cannot speak for another key's users.
     */
    public String person(@Nullable String requestUser) {
        return requestUser == null || requestUser.isEmpty() ? user : user + "/" + requestUser;
    }
}
