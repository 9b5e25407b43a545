package dev.attune.server;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Between text and tokens, and every way to ask for it wrongly. */
final class TokenRoutesTest {
    private static final String HELLO = "[{\"role\":\"user\",\"content\":\"hi é\"}]";
    private static RunningServer server;

    @BeforeAll
    static void start() {
        server = RunningServer.start(Map.of("http.max-body-bytes", 20_000));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void tokenizesTextsAndConversations() {
        post("/tokenize", "{\"prompt\":\"hié\"}")
                .statusCode(200)
                .body("tokens", contains(104, 105, 195, 169))
                .body("count", equalTo(4))
                .body("max_model_len", equalTo(RunningServer.CONTEXT));
        post("/tokenize", "{\"model\":\"echo\",\"messages\":" + HELLO + "}")
                .statusCode(200)
                .body("tokens", contains(104, 105, 32, 195, 169));
        post("/tokenize", "{\"prompt\":\"\"}").statusCode(200).body("tokens", hasSize(0));
    }

    @Test
    void detokenizesWithSpecialTokensSpelledOut() {
        post("/detokenize", Bodies.json(Map.of("tokens", List.of(104, 195, 169, 256))))
                .statusCode(200)
                .body("prompt", equalTo("hé<|end|>"));
        post("/detokenize", "{\"tokens\":[]}").statusCode(200).body("prompt", equalTo(""));
        post("/detokenize", "{\"tokens\":[195]}").statusCode(200).body("prompt", equalTo("\uFFFD"));
    }

    @Test
    void showsThePromptOfAConversation() {
        post("/apply-template", "{\"messages\":" + HELLO + "}").statusCode(200).body("prompt", equalTo("hi é"));
        post("/apply-template", "{\"messages\":[{\"role\":\"user\",\"content\":\"a\\ud800\"}]}")
                .statusCode(200)
                .body("prompt", equalTo("a\uFFFD"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/tokenize       | {}                                              | prompt",
                "/tokenize       | {\"prompt\":null}                               | prompt",
                "/tokenize       | {\"prompt\":\"a\",\"messages\":[{\"role\":\"user\",\"content\":\"\"}]} | prompt",
                "/tokenize       | {\"prompt\":5}                                  | prompt",
                "/tokenize       | {\"messages\":[]}                               | messages",
                "/tokenize       | {\"messages\":[{\"role\":\"user\"}]}            | messages[0].content",
                "/tokenize       | {\"messages\":[{\"role\":\"x\",\"content\":\"\"}]} | messages[0].role",
                "/detokenize     | {}                                              | tokens",
                "/detokenize     | {\"tokens\":\"abc\"}                            | tokens",
                "/detokenize     | {\"tokens\":[1,\"2\"]}                          | tokens[1]",
                "/detokenize     | {\"tokens\":[1.5]}                              | tokens[0]",
                "/detokenize     | {\"tokens\":[0,-1]}                             | tokens[1]",
                "/detokenize     | {\"tokens\":[0,256,257]}                        | tokens[2]",
                "/detokenize     | {\"tokens\":[99999999999]}                      | tokens[0]",
                "/apply-template | {}                                              | messages",
                "/apply-template | {\"messages\":\"hi\"}                           | messages",
                "/apply-template | {\"messages\":[{\"role\":\"user\",\"content\":null}]} | messages[0].content",
            })
    void aWrongFieldIsNamed(String path, String body, String param) {
        post(path, body)
                .statusCode(400)
                .body("error.type", equalTo("invalid_request_error"))
                .body("error.param", equalTo(param));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/completions", "/tokenize", "/detokenize", "/apply-template"})
    void whatIsNoProperRequestIsRefusedAsEverywhere(String path) {
        for (String body : List.of("{", "nonsense", "[]", "5", "\"text\"", "null")) {
            post(path, body).statusCode(400).body("error.type", equalTo("invalid_request_error"));
        }
        post(path, "[".repeat(9_999) + "]".repeat(9_999)).statusCode(400);
        post(path, "{\"x\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}").statusCode(400);
        post(path, "{\"prompt\":\"" + "x".repeat(30_000) + "\"}").statusCode(413);
        given().contentType("text/plain")
                .body("{}")
                .post(server.url() + path)
                .then()
                .statusCode(415);
        given().get(server.url() + path).then().statusCode(405).header("Allow", "POST");
        given().put(server.url() + path).then().statusCode(405).header("Allow", "POST");
        given().post(server.url() + path + "/more").then().statusCode(404).body(containsString("no route"));
    }

    @ParameterizedTest
    @CsvSource({"/tokenize,prompt,'\"a\"'", "/detokenize,tokens,[1]", "/apply-template,messages,[]"})
    void anUnknownModelIsNotFound(String path, String field, String value) {
        String sound = value.equals("[]") ? HELLO : value;
        post(path, "{\"model\":\"gpt-x\",\"" + field + "\":" + sound + "}")
                .statusCode(404)
                .body("error.code", equalTo("model_not_found"));
        post(path, "{\"model\":null,\"" + field + "\":" + sound + "}").statusCode(200);
    }

    private static ValidatableResponse post(String path, String body) {
        return given().contentType("application/json")
                .body(body)
                .post(server.url() + path)
                .then();
    }
}
