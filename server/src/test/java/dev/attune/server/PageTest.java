package dev.attune.server;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.startsWith;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The page is there, complete, and may do nothing but talk to its server. */
final class PageTest {
    private static final Pattern LOCAL_REFERENCE = Pattern.compile("(?:src|href)=\"([^\"]+)\"|from '\\./([^']+)'");
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
    void everythingThePageAsksForIsServedUnderTheStrictPolicy() {
        String page = get("/", "text/html");
        String script = get("/app.js", "text/javascript");
        Matcher references = LOCAL_REFERENCE.matcher(page + script);
        int found = 0;
        while (references.find()) {
            String file = references.group(1) == null ? references.group(2) : references.group(1);
            get("/" + file, "");
            found++;
        }
        assertThat(found).isGreaterThanOrEqualTo(5);
    }

    @Test
    void thePageHoldsNothingThatThePolicyForbids() {
        assertThat(get("/", "text/html")).doesNotContain("<style", " style=", "onclick", "http://", "https://");
        assertThat(get("/app.js", "text/javascript"))
                .doesNotContain("innerHTML", "insertAdjacentHTML", "eval(", "http");
    }

    private static String get(String path, String type) {
        return given().get(server.url() + path)
                .then()
                .statusCode(200)
                .contentType(startsWith(type))
                .header("x-content-type-options", "nosniff")
                .header(
                        "content-security-policy",
                        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
                                + "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
                .extract()
                .asString();
    }
}
