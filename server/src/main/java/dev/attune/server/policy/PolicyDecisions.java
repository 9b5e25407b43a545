package dev.attune.server.policy;

import dev.attune.server.access.Caller;
import dev.attune.server.http.ApiException;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Holds and releases what is served, for the routes of training: who asks is who decides, and {@code reason} is their word. */
public final class PolicyDecisions {
    static final int LONGEST_REASON = 500;

    private final PolicyService service;

    public PolicyDecisions(PolicyService service) {
        this.service = service;
    }

    /** Nothing but a person changes what is served from now on; nothing where the model has no versions. */
    public Future<Void> hold(RoutingContext context, String usualReason) {
        return decide(context, usualReason, service.followed().map(policy -> policy::hold));
    }

    /** What the gate accepts is served again. */
    public Future<Void> release(RoutingContext context, String usualReason) {
        return decide(context, usualReason, service.followed().map(policy -> policy::release));
    }

    /** Files are written, and a lock may be waited for. */
    private static Future<Void> decide(
            RoutingContext context, String usualReason, Optional<BiConsumer<String, String>> decision) {
        String by = by(context);
        String given = reason(context);
        String reason = given.isEmpty() ? usualReason : given;
        return context.vertx()
                .executeBlocking(
                        () -> {
                            decision.ifPresent(change -> change.accept(by, reason));
                            return null;
                        },
                        false);
    }

    static String by(RoutingContext context) {
        return Caller.of(context).person(null);
    }

    static String reason(RoutingContext context) {
        String reason = context.request().getParam("reason");
        if (reason == null) {
            return "";
        }
        if (reason.length() > LONGEST_REASON) {
            throw ApiException.badRequest("reason must have at most " + LONGEST_REASON + " characters.", "reason");
        }
        return reason.replaceAll("\\p{Cntrl}", " ");
    }
}
