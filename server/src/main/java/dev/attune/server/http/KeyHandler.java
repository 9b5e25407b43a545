package dev.attune.server.http;

import dev.attune.server.access.Caller;
import dev.attune.server.access.Keys;
import dev.attune.server.access.Role;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.PlatformHandler;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.SecurityRequirement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a key where the contract does, before a byte of the body is read: {@code security: [{bearerKey: [chat]}]} needs a key
 * with the role {@code chat}, an empty list any key, and {@code security: []} none.
 */
final class KeyHandler implements PlatformHandler {
    private static final String SCHEME = "bearerKey";
    private static final String BEARER = "bearer";
    private static final int LONGEST = 512;

    private final OpenAPIContract contract;
    private final Keys keys;

    KeyHandler(OpenAPIContract contract, Keys keys) {
        this.contract = contract;
        this.keys = keys;
        contract.operations().forEach(KeyHandler::role);
    }

    @Override
    public void handle(RoutingContext context) {
        Operation operation = contract.findOperation(
                context.normalizedPath(), context.request().method());
        if (operation != null) {
            admit(context, operation);
        }
        context.next();
    }

    /**
     * What the route of an operation does first: the router may find an operation under a spelling of its path that the contract does
     * not, and nobody comes in by spelling.
     */
    void guard(RoutingContext context, Operation operation) {
        admit(context, operation);
        context.next();
    }

    private void admit(RoutingContext context, Operation operation) {
        if (operation.getSecurityRequirements().isEmpty() || Caller.isKnown(context)) {
            return;
        }
        Caller caller = keys.areNeeded() ? find(presented(context)) : keys.local();
        Role role = role(operation);
        if (role != null && !caller.may(role)) {
            throw ApiException.missingRole(role.word());
        }
        try {
            caller.account().enter();
        } finally {
            LimitHeaders.put(context, caller.account());
        }
        context.addEndHandler(ended -> caller.account().leave());
        AccessLog.note(context, "key", caller.key());
        caller.enter(context);
    }

    private Caller find(String key) {
        return keys.find(key)
                .orElseThrow(() -> ApiException.invalidKey("The key is not known to this server, or no longer."));
    }

    /** The key a request shows; its words are in no message. */
    private static String presented(RoutingContext context) {
        List<String> headers = context.request().headers().getAll(HttpHeaders.AUTHORIZATION);
        if (headers.isEmpty()) {
            throw ApiException.invalidKey("This server needs a key, sent as Authorization: Bearer KEY.");
        }
        if (headers.size() > 1) {
            throw ApiException.invalidKey("There must be one Authorization header, not " + headers.size() + ".");
        }
        String header = headers.get(0).strip();
        int space = header.indexOf(' ');
        if (space < 0 || !header.substring(0, space).equalsIgnoreCase(BEARER)) {
            throw ApiException.invalidKey("The Authorization header must read Bearer KEY.");
        }
        String key = header.substring(space).strip();
        if (key.length() > LONGEST) {
            throw ApiException.invalidKey("No key is longer than " + LONGEST + " characters.");
        }
        return key;
    }

    private static @Nullable Role role(Operation operation) {
        List<SecurityRequirement> requirements = operation.getSecurityRequirements();
        if (requirements.isEmpty()) {
            return null;
        }
        if (requirements.size() > 1 || !requirements.get(0).getNames().contains(SCHEME)) {
            throw new IllegalStateException(
                    "operation " + operation.getOperationId() + " must need " + SCHEME + " or nothing");
        }
        List<String> roles = requirements.get(0).getScopes(SCHEME);
        if (roles.size() > 1) {
            throw new IllegalStateException("operation " + operation.getOperationId() + " needs more than one role");
        }
        return roles.isEmpty() ? null : Role.of(roles.get(0));
    }
}
