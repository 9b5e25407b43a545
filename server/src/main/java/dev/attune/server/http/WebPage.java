package dev.attune.server.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/**
 * The web client, served from memory under a strict content security policy. The page itself is asked for anew every time;
 * everything else lies below a folder named by the digest of all files, and is kept by browsers for good.
 */
final class WebPage {
    private static final CharSequence IMMUTABLE = HttpHeaders.createOptimized("public, max-age=31536000, immutable");

    /** No script but our own files, and no string that becomes HTML: a browser that knows trusted types has no way to make one. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
            + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
            + "require-trusted-types-for 'script'; trusted-types 'none'";

    private final String folder;
    private final WebFile page;
    private final Map<String, byte[]> assets;

    WebPage() {
        assets = WebAssets.read();
        folder = "assets/" + digest(assets);
        page = WebFile.of("index.html", page(assets.remove("index.html")));
    }

    void mount(Router router) {
        router.get("/").handler(context -> send(context, page, HttpHeaders.createOptimized("no-cache")));
        assets.forEach((path, content) -> {
            WebFile file = WebFile.of(path, content);
            router.get("/" + folder + "/" + path).handler(context -> send(context, file, IMMUTABLE));
        });
    }

    private static void send(RoutingContext context, WebFile file, CharSequence caching) {
        HttpServerResponse response = context.response()
                .putHeader("content-security-policy", POLICY)
                .putHeader("referrer-policy", "no-referrer")
                .putHeader("cross-origin-opener-policy", "same-origin")
                .putHeader("permissions-policy", "camera=(), geolocation=(), microphone=()")
                .putHeader(HttpHeaders.CACHE_CONTROL, caching);
        file.send(context.request(), response);
    }

    /** Names the folder in the page, and has the browser ask for all modules at once instead of one import after the other. */
    private String page(byte[] template) {
        StringBuilder modules = new StringBuilder();
        for (String path : assets.keySet()) {
            if (path.endsWith(".js") && !path.equals("js/vendor/highlight.js")) {
                modules.append("<link rel=\"modulepreload\" href=\"assets/")
                        .append(path)
                        .append("\">\n  ");
            }
        }
        return new String(template, StandardCharsets.UTF_8)
                .replace("<!-- modules -->", modules.toString().strip())
                .replace("\"assets/", '"' + folder + '/');
    }

    private static String digest(Map<String, byte[]> files) {
        try {
            MessageDigest all = MessageDigest.getInstance("SHA-256");
            files.forEach((path, content) -> {
                all.update(path.getBytes(StandardCharsets.UTF_8));
                all.update(content);
            });
            return HexFormat.of().formatHex(all.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
