package dev.attune.server;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.attune.feedback.redis.FeedbackRedis;
import dev.attune.server.policy.PolicyStore;
import dev.attune.serving.GreedyProbe;
import dev.attune.serving.checkpoint.CheckpointStore;
import dev.attune.serving.checkpoint.Generation;
import io.restassured.response.ExtractableResponse;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A real engine with a store of versions in a folder of its own, and what a trainer and an admin do with it. */
final class VersionedServer implements AutoCloseable {
    static final Path MODEL = Path.of(TinyServer.FOLDER);
    private static final List<Integer> PROMPT = List.of(5, 6, 7, 8, 9, 10);

    private static final Pattern FINGERPRINT = Pattern.compile("\"system_fingerprint\":\"tiny@w(\\d+)\"");

    private final Path dataDir;
    private final String redisUrl;
    private final String space = TestRedis.space();
    private final Application application;

    VersionedServer(Path dataDir, Map<String, ?> settings) {
        this.dataDir = dataDir;
        Map<String, Object> all = new HashMap<>(Map.of(
                "model.path",
                MODEL.toString(),
                "model.name",
                "tiny",
                "engine.max-running",
                8,
                "data-dir",
                dataDir.toString(),
                "redis.url",
                TestRedis.url(),
                "redis.namespace",
                space,
                "policy.poll-ms",
                20));
        all.putAll(settings);
        this.redisUrl = String.valueOf(all.get("redis.url"));
        this.application = Application.start(
                RunningServer.config(all), new EngineLoader(), new PrintStream(PrintStream.nullOutputStream()));
    }

    String url() {
        return application.url();
    }

    /** The same keys of the same Redis that the server has, as a trainer opens them. The caller closes it. */
    FeedbackRedis redis() {
        return FeedbackRedis.open(new FeedbackRedis.Settings(redisUrl, space, Duration.ofSeconds(10), 1000, null));
    }

    CheckpointStore store() {
        return PolicyStore.find(dataDir, MODEL).orElseThrow().checkpoints();
    }

    /** What the trainer does: a version from the first, with every {@code nth} sign turned. */
    Generation publish(int nth, GreedyProbe probe) {
        ObjectNode details = JsonNodeFactory.instance.objectNode().put("verdict", "wins 61 %");
        probe.writeTo(details);
        return store().publish(store().read(1), details, dir -> new OtherWeights(MODEL).writeTo(dir, nth));
    }

    /** Somebody deletes a version by hand. */
    void delete(long version) throws IOException {
        Path dir = store().read(version).dir();
        try (Stream<Path> files = Files.list(dir)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(dir);
    }

    ValidatableResponse post(String path) {
        return given().post(url() + path).then();
    }

    ValidatableResponse get(String path) {
        return given().get(url() + path).then();
    }

    /** The likeliest ids, and the log-probabilities of each, of whatever version is served. */
    Greedy greedy() {
        return greedy(url());
    }

    /** The same of a server that runs elsewhere. */
    static Greedy greedy(String url) {
        Map<String, Object> body = Map.of(
                "model",
                "tiny",
                "prompt",
                PROMPT,
                "max_tokens",
                16,
                "temperature",
                0,
                "logprobs",
                1,
                "ignore_eos",
                true,
                "return_token_ids",
                true);
        ExtractableResponse<Response> reply = given().contentType("application/json")
                .body(Bodies.json(body))
                .post(url + "/v1/completions")
                .then()
                .statusCode(200)
                .extract();
        return new Greedy(
                reply.path("choices[0].token_ids"),
                reply.path("choices[0].logprobs.token_logprobs"),
                Long.parseLong(reply.header("x-weights-version")),
                reply.path("system_fingerprint"));
    }

    /** A streamed answer of so many tokens: whole, all of one version, which is returned. */
    long streamed(int tokens) {
        return streamed(url(), tokens);
    }

    /** The same of a server that runs elsewhere. */
    static long streamed(String url, int tokens) {
        Map<String, Object> body = Map.of(
                "model",
                "tiny",
                "prompt",
                PROMPT,
                "max_tokens",
                tokens,
                "ignore_eos",
                true,
                "stream",
                true,
                "stream_options",
                Map.of("include_usage", true));
        Response reply =
                given().contentType("application/json").body(Bodies.json(body)).post(url + "/v1/completions");
        assertThat(reply.statusCode()).as(reply.asString()).isEqualTo(200);
        String text = reply.asString();
        assertThat(text)
                .endsWith("data: [DONE]\n\n")
                .contains("\"completion_tokens\":" + tokens)
                .doesNotContain("event: error");
        List<String> names = FINGERPRINT
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .distinct()
                .toList();
        assertThat(names).as("who spoke").hasSize(1);
        return Long.parseLong(names.get(0));
    }

    /** A greedy answer, and who gave it. */
    record Greedy(List<Integer> ids, List<Float> logprobs, long version, String fingerprint) {
        GreedyProbe asProbe() {
            return new GreedyProbe(List.of(new GreedyProbe.Case(PROMPT, ids)));
        }
    }

    @Override
    public void close() {
        application.close();
    }
}
