package dev.attune.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is exported of one group of people. */
final class ExportSplitTest {
    private static final int PEOPLE = 12;
    private static final String THUMBS = "/v1/feedback?kind=thumbs&clean=true";

    @Test
    void theGroupsAreTheCleanExportInParts() throws Exception {
        try (RunningServer server = RunningServer.start()) {
            FeedbackClient client = FeedbackClient.of(server.url());
            for (int number = 0; number < PEOPLE; number++) {
                String user = "person-" + number;
                String id = client.answered(Character.toString('a' + number).repeat(9), "user", user);
                client.post("/v1/feedback", Map.of("completion_id", id, "thumb", "up", "user", user))
                        .statusCode(200);
            }
            List<String> parts = new ArrayList<>();
            for (String split : List.of("train", "validation", "test")) {
                List<String> part = lines(server.url() + THUMBS + "&split=" + split);
                assertThat(part).noneMatch(parts::contains);
                parts.addAll(part);
            }
            assertThat(parts).hasSize(PEOPLE).containsExactlyInAnyOrderElementsOf(lines(server.url() + THUMBS));
            client.get("/v1/feedback?kind=thumbs&split=test").statusCode(400).body("error.param", equalTo("split"));
        }
    }

    /** A group may be empty, and so is its body then. */
    private static List<String> lines(String url) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
        return HttpClient.newHttpClient()
                .send(request, BodyHandlers.ofString())
                .body()
                .lines()
                .toList();
    }
}
