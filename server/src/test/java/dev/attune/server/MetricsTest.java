package dev.attune.server;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.attune.feedback.training.TrainingMetrics;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code /metrics} says of what happened. */
final class MetricsTest {
    private static final String MODEL = "{model_name=\"echo\"}";

    private final HttpClient client = HttpClient.newHttpClient();
    private RunningServer server;

    @BeforeEach
    void start() {
        server = RunningServer.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theContractsNamesAreThereBeforeAnythingHappens() {
        assertThat(scrape().names())
                .contains(
                        "attune_num_requests_running",
                        "attune_num_requests_waiting",
                        "attune_kv_cache_usage_perc",
                        "attune_prefix_cache_queries_total",
                        "attune_prefix_cache_hits_total",
                        "attune_prompt_tokens_total",
                        "attune_generation_tokens_total",
                        "attune_request_success_total",
                        "attune_time_to_first_token_seconds_bucket",
                        "attune_inter_token_latency_seconds_bucket",
                        "attune_e2e_request_latency_seconds_bucket",
                        "attune_request_queue_time_seconds_bucket",
                        "attune_step_duration_seconds_bucket",
                        "attune_weights_version",
                        "attune_weight_swaps_total")
                .containsAll(TrainingMetrics.POLICY.stream()
                        .map(name -> "attune_training_" + name.replace('/', '_'))
                        .toList())
                .contains("jvm_memory_used_bytes", "process_cpu_usage", "attune_build_info");
    }

    @Test
    void countsTokensAndTimesOfACompletion() {
        say("hello", 200);
        Scrape after = scrape();
        assertThat(after.value("attune_request_success_total{finished_reason=\"stop\",model_name=\"echo\"}"))
                .isEqualTo(1);
        assertThat(after.value("attune_generation_tokens_total" + MODEL)).isEqualTo(6);
        assertThat(after.value("attune_time_to_first_token_seconds_count" + MODEL))
                .isEqualTo(1);
        assertThat(after.value("attune_inter_token_latency_seconds_count" + MODEL))
                .isEqualTo(5);
        assertThat(after.value("attune_e2e_request_latency_seconds_count" + MODEL))
                .isEqualTo(1);
        assertThat(after.value("attune_request_queue_time_seconds_count" + MODEL))
                .isEqualTo(1);
        assertThat(after.value("attune_request_prompt_tokens_sum" + MODEL)).isEqualTo(5);
        assertThat(after.value("attune_request_generation_tokens_sum" + MODEL)).isEqualTo(6);
        assertThat(after.value("attune_weights_version" + MODEL)).isEqualTo(7);
        assertThat(
                        after.value(
                                "attune_http_request_duration_seconds_count{operation=\"createChatCompletion\",status=\"200\"}"))
                .isEqualTo(1);
    }

    @Test
    void theBucketsAreThoseOfVllm() {
        Map<String, Integer> buckets = Map.of(
                "attune_time_to_first_token_seconds", 22,
                "attune_inter_token_latency_seconds", 19,
                "attune_e2e_request_latency_seconds", 21,
                "attune_request_queue_time_seconds", 21);
        Scrape scrape = scrape();
        buckets.forEach((name, count) -> assertThat(scrape.series().keySet())
                .as(name)
                .filteredOn(series -> series.startsWith(name + "_bucket") && !series.contains("+Inf"))
                .hasSize(count));
        assertThat(scrape.series()).containsKey("attune_time_to_first_token_seconds_bucket" + le("0.001"));
        assertThat(scrape.series()).containsKey("attune_time_to_first_token_seconds_bucket" + le("2560.0"));
        assertThat(scrape.series()).containsKey("attune_request_queue_time_seconds_bucket" + le("7680.0"));
    }

    @Test
    void countsFailuresByStatusAlsoInsideAStream() {
        server.generator().breakAt(0);
        say("hello", 500);
        server.generator().breakAt(2);
        assertThat(say("hello", 200, "stream", true)).contains("event: error");
        server.generator().capacity(0);
        say("hello", 429);
        Scrape after = scrape();
        assertThat(after.value("attune_request_failure_total" + failure("500"))).isEqualTo(2);
        assertThat(after.value("attune_request_failure_total" + failure("429"))).isEqualTo(1);
        given().get(server.url() + "/nowhere").then().statusCode(404);
        await().atMost(60, TimeUnit.SECONDS)
                .until(() ->
                        scrape().value("attune_http_request_duration_seconds_count{operation=\"none\",status=\"404\"}")
                                == 1);
    }

    @Test
    void gaugesFollowStreamsAndConnectionsAndAnAbortIsCounted() throws IOException {
        server.generator().holdAt(2);
        HttpResponse<InputStream> open = client.sendAsync(
                        server.post(Bodies.say("hello", "stream", true, "n", 2)).build(), BodyHandlers.ofInputStream())
                .join();
        assertThat(open.body().read()).isPositive();
        Scrape during = scrape();
        assertThat(during.value("attune_http_streams_open")).isEqualTo(1);
        assertThat(during.value("attune_num_requests_running" + MODEL)).isEqualTo(2);
        assertThat(during.value("attune_http_connections")).isGreaterThanOrEqualTo(1);
        open.body().close();
        await().atMost(60, TimeUnit.SECONDS).untilAsserted(() -> {
            Scrape after = scrape();
            assertThat(after.value("attune_http_streams_open")).isZero();
            assertThat(after.value("attune_num_requests_running" + MODEL)).isZero();
            assertThat(after.value("attune_request_success_total{finished_reason=\"abort\",model_name=\"echo\"}"))
                    .isEqualTo(2);
        });
    }

    @Test
    void aRequestThatLeavesBeforeItsStatusIsCountedAs499() {
        server.generator().holdAt(-1);
        CompletableFuture<?> waiting =
                client.sendAsync(server.post(Bodies.say("hello")).build(), BodyHandlers.discarding());
        await().atMost(60, TimeUnit.SECONDS).until(() -> server.generator().inFlight() == 1);
        waiting.cancel(true);
        await().atMost(60, TimeUnit.SECONDS)
                .until(() -> scrape().value(
                                        "attune_http_request_duration_seconds_count{operation=\"createChatCompletion\",status=\"499\"}")
                        == 1);
    }

    @Test
    void readersChooseTheFormat() {
        assertThat(scrape().contentType()).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
        Scrape open = Scrape.of(
                server.url(), "application/openmetrics-text;version=1.0.0;q=0.75,text/plain;version=0.0.4;q=0.5,*/*");
        assertThat(open.contentType()).isEqualTo("application/openmetrics-text; version=1.0.0; charset=utf-8");
        assertThat(open.text()).endsWith("# EOF\n");
    }

    @Test
    void everyLabelComesFromAClosedSet() {
        for (String path : List.of("/a", "/b?c=d", "/v1/models/none-of-ours")) {
            given().get(server.url() + path).then().statusCode(404);
        }
        given().request("BREW", server.url() + "/coffee").then().statusCode(404);
        assertThat(scrape().series().keySet())
                .filteredOn(series -> series.startsWith("attune_http_request_duration_seconds_count"))
                .allMatch(series -> series.contains("operation=\"none\"") || series.contains("operation=\"get"));
    }

    @Test
    void whatNoRouteEverSeesIsCountedToo() throws IOException {
        RawHttp.exchange(server, "GET /health HTTP/1.1", "Host: localhost", "Host: elsewhere");
        RawHttp.exchange(server, "GET /%zz HTTP/1.1", "Host: localhost");
        RawHttp.exchange(server, "GET /health HTTP/1.1", "Host: localhost", "no colon");
        RawHttp.exchange(server, "GET /health HTTP/1.1", "Host: localhost", "Long: " + "x".repeat(100_000));
        await().atMost(60, TimeUnit.SECONDS).untilAsserted(() -> {
            String refused = "attune_http_request_duration_seconds_count{operation=\"none\",status=";
            assertThat(scrape().value(refused + "\"400\"}")).isEqualTo(3);
            assertThat(scrape().value(refused + "\"431\"}")).isEqualTo(1);
        });
    }

    private String say(String text, int status, Object... more) {
        return given().contentType("application/json")
                .body(Bodies.say(text, more))
                .post(server.url() + "/v1/chat/completions")
                .then()
                .statusCode(status)
                .extract()
                .asString();
    }

    private Scrape scrape() {
        return Scrape.of(server.url());
    }

    private static String le(String bound) {
        return "{model_name=\"echo\",le=\"" + bound + "\"}";
    }

    private static String failure(String status) {
        return "{model_name=\"echo\",status=\"" + status + "\"}";
    }
}
