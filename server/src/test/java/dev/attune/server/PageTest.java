package dev.attune.server;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.startsWith;

import io.restassured.response.Response;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The page is there, complete, and may do nothing but talk to its server. */
final class PageTest {
    private static final Pattern REFERENCE =
            Pattern.compile("(?:src|href)=\"([^\"]+)\"|(?:from|import)\\s*\\(?\\s*'(\\.[^']+)'");
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
            + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
            + "require-trusted-types-for 'script'; trusted-types 'none'";
    private static RunningServer server;

    @BeforeAll
    static void start() {
        server = RunningServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void everythingThePageAsksForIsServedUnderTheStrictPolicyAndKeptForGood() {
        Map<String, String> files = everything();
        assertThat(files).hasSizeGreaterThan(30);
        assertThat(files.keySet())
                .anyMatch(path -> path.endsWith("/js/vendor/marked.js"))
                .anyMatch(path -> path.endsWith("/js/vendor/highlight.js"));
        for (String path : files.keySet()) {
            given().get(server.url() + path)
                    .then()
                    .statusCode(200)
                    .contentType(startsWith(typeOf(path)))
                    .header("x-content-type-options", "nosniff")
                    .header("content-security-policy", POLICY)
                    .header("cache-control", path.equals("/") ? "no-cache" : "public, max-age=31536000, immutable");
        }
    }

    @Test
    void thePageHoldsNothingThatThePolicyForbids() {
        everything().forEach((path, content) -> {
            if (!path.contains("/vendor/")) {
                assertThat(content)
                        .as(path)
                        .doesNotContain(
                                "innerHTML",
                                "insertAdjacentHTML",
                                "outerHTML",
                                "eval(",
                                "<style",
                                " style=\"",
                                "https://",
                                "onclick=");
            }
        });
    }

    @Test
    void filesOfOursStayShort() {
        everything().forEach((path, content) -> {
            if (!path.contains("/vendor/")) {
                assertThat(content.lines().count()).as(path).isLessThanOrEqualTo(300);
            }
        });
    }

    @Test
    void aBrowserThatHasAFileIsToldSo() {
        String tag = given().get(server.url() + "/").header("etag");
        given().header("If-None-Match", "\"other\", " + tag)
                .get(server.url() + "/")
                .then()
                .statusCode(304)
                .header("etag", tag)
                .body(emptyString());
        given().header("If-None-Match", "\"other\"")
                .get(server.url() + "/")
                .then()
                .statusCode(200);
    }

    @Test
    void filesArePackedForThoseWhoCanUnpack() throws Exception {
        Response packed = given().header("Accept-Encoding", "gzip, br").get(server.url() + "/");
        assertThat(packed.header("content-encoding")).isEqualTo("gzip");
        assertThat(packed.header("vary")).isEqualToIgnoringCase("accept-encoding");
        HttpResponse<String> plain = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(server.url())).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(plain.headers().firstValue("content-encoding")).isEmpty();
        assertThat(plain.body()).isEqualTo(packed.asString());
    }

    /** The page and what it refers to, and what that refers to: path to content. */
    private static Map<String, String> everything() {
        Map<String, String> found = new TreeMap<>();
        Deque<String> open = new ArrayDeque<>();
        open.add("/");
        while (!open.isEmpty()) {
            String path = open.remove();
            if (found.containsKey(path)) {
                continue;
            }
            String content = given().get(server.url() + path)
                    .then()
                    .statusCode(200)
                    .extract()
                    .asString();
            found.put(path, content);
            Matcher references = REFERENCE.matcher(path.contains("/vendor/") || path.endsWith(".svg") ? "" : content);
            while (references.find()) {
                String reference = references.group(1) == null ? references.group(2) : references.group(1);
                open.add(URI.create(path).resolve(reference).getPath());
            }
        }
        return found;
    }

    private static String typeOf(String path) {
        if (path.equals("/")) {
            return "text/html";
        }
        return path.endsWith(".js") ? "text/javascript" : path.endsWith(".css") ? "text/css" : "image/svg+xml";
    }
}
