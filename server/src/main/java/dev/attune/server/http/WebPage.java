package dev.attune.server.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The page that chats: a few files, read once from the class path and served under a strict content security policy. */
final class WebPage {
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
            + "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    void mount(Router router) {
        serve(router, "/", "index.html", "text/html; charset=utf-8");
        serve(router, "/app.js", "app.js", "text/javascript; charset=utf-8");
        serve(router, "/events.js", "events.js", "text/javascript; charset=utf-8");
        serve(router, "/app.css", "app.css", "text/css; charset=utf-8");
        serve(router, "/icon.svg", "icon.svg", "image/svg+xml");
    }

    private static void serve(Router router, String path, String file, String type) {
        Buffer content = read(file);
        router.get(path).handler(context -> send(context, content, type));
    }

    private static void send(RoutingContext context, Buffer content, String type) {
        context.response()
                .putHeader("content-security-policy", POLICY)
                .putHeader("referrer-policy", "no-referrer")
                .putHeader("cross-origin-opener-policy", "same-origin")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .putHeader(HttpHeaders.CONTENT_TYPE, type)
                .end(content);
    }

    private static Buffer read(String file) {
        try (InputStream content = WebPage.class.getResourceAsStream("/web/" + file)) {
            if (content == null) {
                throw new IllegalStateException("the page's file web/" + file + " is missing");
            }
            return Buffer.buffer(content.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("the page's file web/" + file + " cannot be read", e);
        }
    }
}
