package dev.attune.server.http;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** Stands before the router, which answers a path with a broken escape in words of its own. */
final class PathHandler implements Handler<HttpServerRequest> {
    private final Handler<HttpServerRequest> next;

    PathHandler(Handler<HttpServerRequest> next) {
        this.next = next;
    }

    @Override
    public void handle(HttpServerRequest request) {
        if (isDecodable(request.path())) {
            next.handle(request);
        } else {
            MalformedRequestHandler.refuse(request, 400, "The path is not a valid URL path.");
        }
    }

    private static boolean isDecodable(String path) {
        if (path == null || path.indexOf('%') < 0) {
            return path != null;
        }
        try {
            URLDecoder.decode(path, StandardCharsets.UTF_8);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
