package dev.attune.server.http;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Stands before the router, which answers a path with a broken escape, or a broken host, in words of its own. */
final class PathHandler implements Handler<HttpServerRequest> {
    private final Handler<HttpServerRequest> next;
    private final MalformedRequestHandler malformed;

    PathHandler(Handler<HttpServerRequest> next, MalformedRequestHandler malformed) {
        this.next = next;
        this.malformed = malformed;
    }

    @Override
    public void handle(HttpServerRequest request) {
        if (!isDecodable(request.path())) {
            malformed.refuse(request, 400, "The path is not a valid URL path.");
        } else if (!namesOneHost(request)) {
            malformed.refuse(request, 400, "The Host header is not one host.");
        } else {
            next.handle(request);
        }
    }

    private static boolean namesOneHost(HttpServerRequest request) {
        List<String> hosts = request.headers().getAll(HttpHeaders.HOST);
        return hosts.size() <= 1 && (hosts.isEmpty() || hosts.get(0).isEmpty() || request.authority() != null);
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
