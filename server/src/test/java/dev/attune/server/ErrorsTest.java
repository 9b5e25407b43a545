package dev.attune.server;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every mistake has its status and the contract's body. */
final class ErrorsTest {
    private static final String CHAT = "/v1/chat/completions";
    private static RunningServer server;

    @BeforeAll
    static void start() {
        server = RunningServer.start(Map.of("http.max-body-bytes", 20_000, "http.max-json-tokens", 4_000));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{", "", "nonsense", "{\"model\":\"echo\",\"messages\":[{\"role\":\"user\",\"content\":\"\u0000"
            })
    void badJsonIsABadRequest(String body) {
        error(chat(body), 400, "invalid_request_error").body("error.param", nullValue());
    }

    @Test
    void brokenUtf8IsABadRequest() {
        byte[] body = "{\"model\":\"echo\",\"messages\":[{\"role\":\"user\",\"content\":\"?\"}]}"
                .getBytes(StandardCharsets.UTF_8);
        body[body.length - 5] = (byte) 0xff;
        error(
                given().contentType("application/json")
                        .body(body)
                        .post(server.url() + CHAT)
                        .then(),
                400,
                "invalid_request_error");
    }

    @Test
    void deepJsonIsABadRequest() {
        error(chat("[".repeat(10_000) + "]".repeat(10_000)), 400, "invalid_request_error");
        String deep = "[".repeat(5_000) + "]".repeat(5_000);
        error(chat("{\"model\":\"echo\",\"x\":" + deep + "}"), 400, "invalid_request_error")
                .body("error.message", equalTo("The body is nested deeper than 64 levels."));
    }

    @Test
    void jsonOfTooManyPartsIsABadRequest() {
        error(chat("{\"model\":\"echo\",\"x\":[" + "0,".repeat(5_000) + "0]}"), 400, "invalid_request_error")
                .body("error.message", containsString("more than 4000 values"));
        error(chat("{\"model\":\"echo\",\"x\":" + "1".repeat(5_000) + "}"), 400, "invalid_request_error")
                .body("error.message", containsString("is not valid JSON"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "temperature       | 3                          | temperature",
                "temperature       | \"hot\"                    | temperature",
                "temperature       | -0.1                       | temperature",
                "top_p             | 0                          | top_p",
                "top_p             | 1.5                        | top_p",
                "min_p             | -0.1                       | min_p",
                "n                 | 17                         | n",
                "n                 | 0                          | n",
                "n                 | 1.5                        | n",
                "seed              | 99999999999999999999999999 | seed",
                "max_tokens        | 0                          | max_tokens",
                "max_tokens        | 3000000000                 | max_tokens",
                "presence_penalty  | 2.5                        | presence_penalty",
                "frequency_penalty | -3                         | frequency_penalty",
                "repetition_penalty| 0                          | repetition_penalty",
                "logit_bias        | {\"65\": 101}              | logit_bias.65",
                "logit_bias        | {\"65\": -101}             | logit_bias.65",
                "logit_bias        | {\"x\": 1}                 | logit_bias.x",
                "logit_bias        | {\"257\": 1}               | logit_bias.257",
                "top_logprobs      | 21                         | top_logprobs",
                "top_logprobs      | 2                          | top_logprobs",
                "stop              | \"\"                       | stop",
                "stop              | [\"a\", 5]                 | stop[1]",
                "stop              | \"\\ud800\"                | stop",
                "stream            | \"yes\"                    | stream",
                "stream_options    | {\"include_usage\": true}  | stream_options",
                "response_format   | {\"type\": \"json_object\"}| response_format",
                "response_format   | {\"type\": \"json_schema\", \"json_schema\": {\"name\": \"x\"}} | response_format",
                "tools             | [{\"type\": \"function\"}] | tools",
                "metadata          | {\"a\": 1}                 | metadata.a",
                "metadata          | {\"1\": 5}                 | metadata.1",
                "metadata          | {\"a/~b\": 5}              | metadata.a/~b",
                "messages          | []                         | messages",
                "messages          | \"hi\"                     | messages",
                "messages          | [{\"role\": \"user\"}]     | messages[0].content",
                "messages          | [{\"role\": \"tool\", \"content\": null}] | messages[0].content",
                "messages          | [{\"content\": \"hi\"}]    | messages[0].role",
                "messages          | [{\"role\": \"usr\", \"content\": \"hi\"}] | messages[0].role",
                "messages          | [{\"role\": \"user\", \"content\": 5}] | messages[0].content",
                "messages          | [{\"role\": \"user\", \"content\": [{\"type\": \"image_url\", \"text\": \"\"}]}] | messages[0].content[0].type",
                "min_tokens        | 4000000                    | min_tokens",
            })
    void aWrongFieldIsNamed(String field, String value, String param) {
        String valid = Bodies.say("hi");
        String body = field.equals("messages")
                ? "{\"model\":\"echo\",\"messages\":" + value + "}"
                : valid.substring(0, valid.length() - 1) + ",\"" + field + "\":" + value + "}";
        error(chat(body), 400, "invalid_request_error").body("error.param", equalTo(param));
    }

    @Test
    void aWrongFieldIsNamedInALongBodyToo() {
        error(chat(Bodies.say("x".repeat(17_000), "temperature", 3)), 400, "invalid_request_error")
                .body("error.param", equalTo("temperature"));
    }

    @Test
    void minTokensMustFitIntoMaxTokens() {
        error(chat(Bodies.say("hi", "max_tokens", 2, "min_tokens", 3)), 400, "invalid_request_error")
                .body("error.param", equalTo("min_tokens"));
    }

    @Test
    void aMissingModelIsNamedAndAnUnknownOneIsNotFound() {
        error(chat("{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"), 400, "invalid_request_error")
                .body("error.param", equalTo("model"));
        error(chat(Bodies.say("hi").replace("echo", "gpt-x")), 404, "invalid_request_error")
                .body("error.param", equalTo("model"))
                .body("error.code", equalTo("model_not_found"));
        error(given().get(server.url() + "/v1/models/org%2Fname").then(), 404, "invalid_request_error")
                .body("error.code", equalTo("model_not_found"))
                .body("error.message", containsString("org/name"));
    }

    @Test
    void aFullContextIsSaidWithBothNumbers() {
        error(chat(Bodies.say("hello", "max_tokens", RunningServer.CONTEXT)), 400, "invalid_request_error")
                .body("error.code", equalTo("context_length_exceeded"))
                .body("error.message", containsString("4000000"))
                .body("error.message", containsString(" 5 tokens"));
    }

    @Test
    void unknownRoutesAndWrongMethods() {
        error(given().get(server.url() + "/v1/nothing").then(), 404, "invalid_request_error");
        error(given().get(server.url() + CHAT).then(), 405, "invalid_request_error")
                .header("Allow", "POST");
        error(given().delete(server.url() + "/v1/models/echo").then(), 405, "invalid_request_error")
                .header("Allow", "GET");
        error(given().post(server.url() + "/").then(), 405, "invalid_request_error")
                .header("Allow", "GET");
    }

    @Test
    void onlyJsonIsTaken() {
        for (String type : List.of("text/plain", "application/x-www-form-urlencoded", "application/jsonp")) {
            error(
                    given().config(plain())
                            .contentType(type)
                            .body(Bodies.say("hi"))
                            .post(server.url() + CHAT)
                            .then(),
                    415,
                    "invalid_request_error");
        }
        given().contentType("Application/JSON; charset=utf-8")
                .body(Bodies.say("hi"))
                .post(server.url() + CHAT)
                .then()
                .statusCode(200);
    }

    @Test
    void aLargeBodyIsRefused() {
        error(chat(Bodies.say("x".repeat(30_000))), 413, "invalid_request_error");
    }

    @Test
    void aFullQueueAsksToComeBack() {
        server.generator().capacity(0);
        error(chat(Bodies.say("hi")), 429, "rate_limit_error").header("Retry-After", "2");
        server.generator().holdAt(-1);
        server.generator().capacity(2);
        error(chat(Bodies.say("hi", "n", 3, "stream", true)), 429, "rate_limit_error");
        await().atMost(5, TimeUnit.SECONDS).until(() -> server.generator().inFlight() == 0);
        server.generator().capacity(Integer.MAX_VALUE);
        server.generator().release();
    }

    @Test
    void ourFaultSaysNothingOfTheInside() {
        server.generator().breakAt(1);
        error(chat(Bodies.say("hi")), 500, "server_error").body("error.message", not(containsString("secret")));
        server.generator().breakAt(Integer.MAX_VALUE);
    }

    @ParameterizedTest
    @CsvSource({
        "hello,                                   400",
        "GET /%zz HTTP/1.1~Host: x,               400",
        "GET /LONG HTTP/1.1~Host: x,              414",
        "GET / HTTP/1.1~Host: x~Very-Long: LONG,  431"
    })
    void evenWhatIsNotHttpGetsTheBody(String request, int status) throws IOException {
        String raw = request.replace("LONG", "a".repeat(20_000)).replace("~", "\r\n") + "\r\n\r\n";
        try (Socket socket = new Socket(
                        InetAddress.getLoopbackAddress(), server.application().port());
                InputStream in = socket.getInputStream()) {
            socket.getOutputStream().write(raw.getBytes(StandardCharsets.ISO_8859_1));
            String reply = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(reply).contains(" " + status + " ").contains("{\"error\":{\"message\":");
        }
    }

    private static ValidatableResponse error(ValidatableResponse response, int status, String type) {
        return response.statusCode(status)
                .contentType("application/json")
                .body("error.type", equalTo(type))
                .body("error.message", not(equalTo("null")))
                .body(
                        "error.keySet()",
                        equalTo(new java.util.LinkedHashSet<>(List.of("message", "type", "param", "code"))));
    }

    private static RestAssuredConfig plain() {
        return RestAssuredConfig.config()
                .encoderConfig(EncoderConfig.encoderConfig()
                        .encodeContentTypeAs("application/x-www-form-urlencoded", io.restassured.http.ContentType.TEXT)
                        .encodeContentTypeAs("application/jsonp", io.restassured.http.ContentType.TEXT));
    }

    private static ValidatableResponse chat(String body) {
        return given().contentType("application/json")
                .body(body)
                .post(server.url() + CHAT)
                .then();
    }
}
