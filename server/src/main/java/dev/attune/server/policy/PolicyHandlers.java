package dev.attune.server.policy;

import dev.attune.api.PolicyStatus;
import dev.attune.api.PolicyVersionList;
import dev.attune.server.http.ApiException;
import dev.attune.server.http.Json;
import dev.attune.serving.checkpoint.CheckpointException;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;

/**
 * {@code getPolicy}, {@code listPolicyVersions}, {@code rollbackPolicy}, {@code promotePolicyVersion}: which version is served, and
 * the decision of a person to serve another. The last two answer when this server does what was decided, or say why it does not
 * yet.
 */
public final class PolicyHandlers {
    private static final int MOST_VERSIONS = 200;

    private final PolicyService service;

    public PolicyHandlers(PolicyService service) {
        this.service = service;
    }

    public void get(RoutingContext context) {
        Policy policy = service.policy();
        read(context, () -> status(policy, policy.view()));
    }

    public void list(RoutingContext context) {
        Policy policy = service.policy();
        read(context, () -> new PolicyVersionList("list", PolicyWords.versions(policy, MOST_VERSIONS)));
    }

    public void rollback(RoutingContext context) {
        Policy policy = service.policy();
        String by = PolicyDecisions.by(context);
        String reason = PolicyDecisions.reason(context);
        decide(context, policy, () -> {
            if (policy.view().served().previous().isEmpty()) {
                throw ApiException.conflict("No version was served before this one.", "no_previous_version");
            }
            return policy.rollback(by, reason);
        });
    }

    public void promote(RoutingContext context) {
        Policy policy = service.policy();
        long version = number(context.pathParam("version"));
        String by = PolicyDecisions.by(context);
        String reason = PolicyDecisions.reason(context);
        decide(context, policy, () -> {
            if (!policy.isAccepted(version)) {
                throw ApiException.notFound(
                        policy.version(version).isPresent()
                                ? "Version " + version + " was rejected and cannot be served."
                                : "There is no version " + version + ".",
                        "version",
                        "version_not_found");
            }
            return policy.promote(version, by, reason);
        });
    }

    /** Files are read on a worker thread, and so is the lock waited for. */
    private static void decide(RoutingContext context, Policy policy, Callable<CompletionStage<Policy.View>> decision) {
        context.vertx()
                .executeBlocking(decision, false)
                .compose(Future::fromCompletionStage)
                .compose(view -> context.vertx().executeBlocking(() -> status(policy, view), false))
                .onSuccess(reply -> Json.send(context, reply))
                .onFailure(failure -> context.fail(busy(failure)));
    }

    private static void read(RoutingContext context, Callable<Object> reply) {
        context.vertx()
                .executeBlocking(reply, false)
                .onSuccess(made -> Json.send(context, made))
                .onFailure(context::fail);
    }

    /** Who else changes the pointer at this moment, or deletes a version, is nobody's fault. */
    private static Throwable busy(Throwable failure) {
        return failure instanceof CheckpointException && !(failure.getCause() instanceof java.io.IOException)
                ? ApiException.conflict(String.valueOf(failure.getMessage()), "policy_changed")
                : failure;
    }

    private static PolicyStatus status(Policy policy, Policy.View view) {
        return PolicyWords.status(policy, view);
    }

    private static long number(String path) {
        return path.matches("\\d{1,18}") ? Long.parseLong(path) : -1;
    }
}
