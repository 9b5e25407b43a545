package dev.attune.server.http;

import dev.attune.api.OpenApi;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * {@code getContract} and {@code getDocs}: the contract as a file, and Swagger UI's page that shows it. The page's files come
 * from its jar, all but the one that says what to show, and may ask nobody but this server.
 */
final class DocsPage {
    /** The page writes styles into its elements, and draws pictures it carries along. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
            + "connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /** The one file of the page that is ours. */
    private static final String INITIALIZER = "swagger-initializer.js";

    private static final List<String> BESIDE = List.of(
            INITIALIZER,
            "swagger-ui-bundle.js",
            "swagger-ui-standalone-preset.js",
            "swagger-ui.css",
            "index.css",
            "favicon-16x16.png",
            "favicon-32x32.png");

    private final String folder = "/META-INF/resources/webjars/swagger-ui/" + version() + "/";
    private final Buffer page = read(folder + "index.html");
    private final Map<String, WebFile> files = new ConcurrentHashMap<>();
    private final Buffer contract = readAll(OpenApi.open());

    /** The files beside the page. */
    void mount(Router router) {
        for (String name : BESIDE) {
            router.get("/docs/" + name).handler(context -> beside(context, name));
        }
    }

    void contract(RoutingContext context) {
        send(context, contract, "application/yaml");
    }

    /** Its links are relative, so that it must lie in a folder. */
    void page(RoutingContext context) {
        if (context.request().path().endsWith("/")) {
            send(context, page, "text/html; charset=utf-8");
        } else {
            context.response()
                    .setStatusCode(301)
                    .putHeader(HttpHeaders.LOCATION, "/docs/")
                    .end();
        }
    }

    /** Made when first asked for, off the event loop: unpacking and packing a megabyte takes its time. */
    private void beside(RoutingContext context, String name) {
        context.vertx()
                .executeBlocking(() -> files.computeIfAbsent(name, this::file), false)
                .onSuccess(file -> file.send(context.request(), headed(context)))
                .onFailure(context::fail);
    }

    private WebFile file(String name) {
        return WebFile.of(
                name,
                read(name.equals(INITIALIZER) ? "/docs/" + name : folder + name).getBytes());
    }

    private static void send(RoutingContext context, Buffer content, String type) {
        headed(context).putHeader(HttpHeaders.CONTENT_TYPE, type).end(content);
    }

    private static HttpServerResponse headed(RoutingContext context) {
        return context.response()
                .putHeader("content-security-policy", POLICY)
                .putHeader("referrer-policy", "no-referrer")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
    }

    private static String version() {
        Properties properties = new Properties();
        String name = "/META-INF/maven/org.webjars/swagger-ui/pom.properties";
        try (InputStream file = present(DocsPage.class.getResourceAsStream(name), name)) {
            properties.load(file);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be read", e);
        }
    }

    private static Buffer read(String name) {
        return readAll(present(DocsPage.class.getResourceAsStream(name), name));
    }

    private static Buffer readAll(InputStream file) {
        try (file) {
            return Buffer.buffer(file.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("a file of the class path cannot be read", e);
        }
    }

    private static InputStream present(@Nullable InputStream file, String name) {
        if (file == null) {
            throw new IllegalStateException(name + " is missing from the class path");
        }
        return file;
    }
}
