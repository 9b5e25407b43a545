package dev.attune.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.attune.server.chat.ChatModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What stands in the log, and what never does. */
final class LogTest {
    /** Stands in every field that a client can fill. */
    private static final String SECRET = "ZEBRA-5521";

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void eachRequestLeavesALineWithWhatAnOperatorNeeds() throws Exception {
        try (CapturedLog log = new CapturedLog();
                RunningServer server = RunningServer.start()) {
            HttpRequest request = server.post(Bodies.say("hello"))
                    .header("x-request-id", "order-17")
                    .build();
            client.send(request, BodyHandlers.ofString());
            JsonNode line = access(log, "createChatCompletion");
            assertThat(line.path("request_id").asText()).isEqualTo("order-17");
            assertThat(line.path("id").asText()).startsWith("chatcmpl-");
            assertThat(line.path("method").asText()).isEqualTo("POST");
            assertThat(line.path("status").asInt()).isEqualTo(200);
            assertThat(line.path("ms").isNumber()).isTrue();
            assertThat(line.path("prompt_tokens").asInt()).isEqualTo(5);
            assertThat(line.path("completion_tokens").asInt()).isEqualTo(6);
            assertThat(line.path("weights_version").asInt()).isEqualTo(7);
            assertThat(line.path("level").asText()).isEqualTo("INFO");
        }
    }

    @Test
    void whatMachinesAskEveryFewSecondsIsQuiet() throws Exception {
        try (CapturedLog log = new CapturedLog();
                RunningServer server = RunningServer.start()) {
            client.send(get(server.url() + "/health"), BodyHandlers.ofString());
            assertThat(access(log, "getHealth").path("level").asText()).isEqualTo("DEBUG");
        }
    }

    @Test
    void ourFaultIsLoggedWithItsRequestAndItsPlaceButWithoutItsWords() throws Exception {
        try (CapturedLog log = new CapturedLog();
                RunningServer server = RunningServer.start()) {
            server.generator().breakAt(0);
            String id = client.send(server.post(Bodies.say("hello")).build(), BodyHandlers.ofString())
                    .headers()
                    .firstValue("x-request-id")
                    .orElseThrow();
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("\"ERROR\""))
                    .singleElement()
                    .satisfies(line -> assertThat(line)
                            .contains("java.lang.IllegalStateException")
                            .contains("ScriptedGenerator")
                            .contains("\"request_id\":\"" + id + "\"")
                            .doesNotContain("secret detail"));
        }
    }

    @Test
    void nothingThatAClientWritesIsEverLogged() throws Exception {
        try (CapturedLog log = new CapturedLog();
                ScriptedGenerator generator = new ScriptedGenerator();
                Application server = Application.start(
                        RunningServer.config(Map.of("http.max-body-bytes", 20_000)),
                        config -> fragile(generator),
                        silent())) {
            for (String body : bodies("echo")) {
                tryEverywhere(server.url(), body);
            }
            generator.breakAt(1);
            post(server.url() + "/v1/chat/completions", say("echo", false));
            post(server.url() + "/v1/chat/completions", say("echo", true));
            generator.capacity(0);
            post(server.url() + "/v1/chat/completions", say("echo", true));
            requireSilence(log, 20);
        }
    }

    @Test
    void norWithARealModelAndItsTemplate() throws Exception {
        try (CapturedLog log = new CapturedLog();
                Application server = TinyServer.start(Map.of())) {
            for (String body : bodies("tiny")) {
                post(server.url() + "/v1/chat/completions", body);
            }
            requireSilence(log, 5);
        }
    }

    /** Bodies that are answered and bodies that are refused, for every reason there is. */
    private static List<String> bodies(String model) {
        return List.of(
                say(model, false),
                say(model, true),
                say(model, false, "stop", List.of(SECRET), "user", SECRET, "metadata", Map.of("note", SECRET)),
                say(model, false, "logit_bias", Map.of(SECRET, 1)),
                say(model, false, "temperature", SECRET),
                say(model, false, SECRET, SECRET, "store", true),
                say(model, false, "tools", List.of(Map.of("type", "function", "function", Map.of("name", SECRET)))),
                say(model, false, "response_format", Map.of("type", SECRET)),
                say(SECRET, false),
                say(model, false, "messages", List.of(Map.of("role", SECRET, "content", SECRET))),
                say(model, false, "messages", List.of(Map.of("role", "user", "content", "explode " + SECRET))),
                "{\"model\":\"" + SECRET,
                SECRET,
                "[\"" + SECRET + "\"]",
                "{\"" + SECRET + "\":" + SECRET + "}",
                "\"" + SECRET.repeat(4000) + "\"");
    }

    /** The body to every operation that takes one, and its secret in paths and queries. */
    private void tryEverywhere(String url, String body) throws Exception {
        for (String path : List.of("/v1/chat/completions", "/v1/completions", "/tokenize", "/apply-template")) {
            post(url + path, body);
        }
        client.send(get(url + "/" + SECRET + "?q=" + SECRET), BodyHandlers.ofString());
        client.send(get(url + "/v1/models/" + SECRET), BodyHandlers.ofString());
        client.send(get(url + "/health?" + SECRET + "=" + SECRET), BodyHandlers.ofString());
        post(url + "/health", body);
    }

    /** A model that breaks, quoting the text, where it says explode. */
    private static ModelLoader.Loaded fragile(ScriptedGenerator generator) {
        ChatModel sound = RunningServer.model(generator);
        ChatModel model = new ChatModel(
                sound.name(),
                sound.createdAt(),
                sound.contextTokens(),
                sound.vocabularySize(),
                sound.endIds(),
                sound.defaults(),
                messages -> {
                    if (String.valueOf(messages).contains("explode")) {
                        throw new IllegalStateException("cannot take " + messages);
                    }
                    return sound.format().prompt(messages);
                },
                sound.tokenizer(),
                generator);
        return new ModelLoader.Loaded(model, List.of(), () -> {});
    }

    private static void requireSilence(CapturedLog log, int leastRequests) {
        await().atMost(60, TimeUnit.SECONDS)
                .until(() -> log.lines().stream()
                                .filter(line -> line.contains("attune.access"))
                                .count()
                        >= leastRequests);
        assertThat(log.lines()).filteredOn(line -> line.contains("ZEBRA")).isEmpty();
    }

    private void post(String url, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        client.send(request, BodyHandlers.ofString());
    }

    private static HttpRequest get(String url) {
        return HttpRequest.newBuilder(URI.create(url)).build();
    }

    private static String say(String model, boolean stream, Object... more) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("model", model);
        body.put("messages", List.of(Map.of("role", "user", "content", SECRET, "name", SECRET.replace("-", ""))));
        body.put("stream", stream);
        body.put("max_tokens", 8);
        for (int i = 0; i < more.length; i += 2) {
            body.put((String) more[i], more[i + 1]);
        }
        return Bodies.json(body);
    }

    private static JsonNode access(CapturedLog log, String operation) throws IOException {
        String wanted = "\"operation\":\"" + operation + "\"";
        await().atMost(60, TimeUnit.SECONDS).until(() -> log.lines().stream().anyMatch(line -> line.contains(wanted)));
        return new ObjectMapper()
                .readTree(log.lines().stream()
                        .filter(line -> line.contains(wanted))
                        .findFirst()
                        .orElseThrow());
    }

    private static PrintStream silent() {
        return new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    }
}
