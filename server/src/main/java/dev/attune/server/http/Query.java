package dev.attune.server.http;

import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import io.vertx.openapi.validation.RequestParameter;
import io.vertx.openapi.validation.ValidatedRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parameters in a request's address, which the router has validated against the contract. */
public final class Query {
    private final RoutingContext context;
    private final Map<String, RequestParameter> named;

    private Query(RoutingContext context, Map<String, RequestParameter> named) {
        this.context = context;
        this.named = named;
    }

    public static Query of(RoutingContext context) {
        ValidatedRequest validated = context.get(RouterBuilder.KEY_META_DATA_VALIDATED_REQUEST);
        return new Query(context, validated.getQuery());
    }

    /** A part of the path, decoded. */
    public String path(String name) {
        return URLDecoder.decode(context.pathParam(name), StandardCharsets.UTF_8);
    }

    public @Nullable String text(String name) {
        RequestParameter value = named.get(name);
        return value == null || value.isNull() ? null : value.getString();
    }

    public int number(String name, int otherwise) {
        RequestParameter value = named.get(name);
        return value == null || value.isNull() ? otherwise : value.getInteger();
    }

    public boolean isTrue(String name) {
        RequestParameter value = named.get(name);
        return value != null && Boolean.TRUE.equals(value.getBoolean());
    }
}
