package dev.attune.server;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.startsWith;

import dev.attune.api.OpenApi;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The contract can be had as a file and as a page, and the page asks nobody else for anything. */
final class DocsTest {
    private static final Pattern REFERENCE = Pattern.compile("(?:src|href)=\"([^\"]+)\"");
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
    void theContractIsServedAsItIs() throws IOException {
        try (InputStream file = OpenApi.open()) {
            assertThat(get("/openapi.yaml", "application/yaml"))
                    .isEqualTo(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void thePageLiesInAFolder() {
        given().redirects()
                .follow(false)
                .get(server.url() + "/docs")
                .then()
                .statusCode(301)
                .header("location", "/docs/");
    }

    @Test
    void everythingThePageAsksForComesFromHere() {
        Matcher references = REFERENCE.matcher(get("/docs/", "text/html"));
        int found = 0;
        while (references.find()) {
            String file = references.group(1);
            assertThat(file).doesNotContain("://");
            get("/docs/" + file.replaceFirst("^\\./", ""), "");
            found++;
        }
        assertThat(found).isGreaterThanOrEqualTo(6);
        assertThat(get("/docs/swagger-initializer.js", "text/javascript"))
                .contains("../openapi.yaml", "validatorUrl: null")
                .doesNotContain("://");
    }

    private static String get(String path, String type) {
        return given().get(server.url() + path)
                .then()
                .statusCode(200)
                .contentType(startsWith(type))
                .header("x-content-type-options", "nosniff")
                .header("content-security-policy", startsWith("default-src 'none'; script-src 'self';"))
                .extract()
                .asString();
    }
}
