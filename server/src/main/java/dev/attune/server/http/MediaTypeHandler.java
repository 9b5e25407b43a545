package dev.attune.server.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import io.vertx.ext.web.handler.PlatformHandler;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Refuses a body that is not JSON with 415, which the router's own validation would call 400. */
final class MediaTypeHandler implements PlatformHandler {
    static final String JSON = "application/json";

    private final OpenAPIContract contract;

    MediaTypeHandler(OpenAPIContract contract) {
        this.contract = contract;
    }

    @Override
    public void handle(RoutingContext context) {
        Operation operation = contract.findOperation(
                context.request().path(), context.request().method());
        boolean takesBody = operation != null && operation.getRequestBody() != null;
        if (takesBody && !isJson(context.request().getHeader(HttpHeaders.CONTENT_TYPE))) {
            context.fail(new HttpException(415));
            return;
        }
        if (takesBody) {
            // The validation compares letter by letter, while media types know no case.
            context.request().headers().set(HttpHeaders.CONTENT_TYPE, JSON);
        }
        context.next();
    }

    private static boolean isJson(@Nullable String contentType) {
        if (contentType == null) {
            return false;
        }
        int parameters = contentType.indexOf(';');
        String type = parameters < 0 ? contentType : contentType.substring(0, parameters);
        return type.strip().toLowerCase(Locale.ROOT).equals(JSON);
    }
}
