package dev.attune.server;

import static io.restassured.RestAssured.given;

import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A person who chats and says what they make of it, over HTTP. */
record FeedbackClient(String url, @Nullable String key) {

    static FeedbackClient of(String url) {
        return new FeedbackClient(url, null);
    }

    /** The id of an answer to this text. */
    String answered(String text, Object... more) {
        return request()
                .body(Bodies.say(text, more))
                .post(url + "/v1/chat/completions")
                .then()
                .statusCode(200)
                .extract()
                .path("id");
    }

    ValidatableResponse thumb(String completion, String thumb) {
        return post("/v1/feedback", Map.of("completion_id", completion, "thumb", thumb));
    }

    ValidatableResponse post(String path, Object body) {
        return request().body(body).post(url + path).then();
    }

    ValidatableResponse post(String path, Object body, String idempotencyKey) {
        return request()
                .header("Idempotency-Key", idempotencyKey)
                .body(body)
                .post(url + path)
                .then();
    }

    ValidatableResponse get(String path) {
        return request().get(url + path).then();
    }

    ValidatableResponse delete(String path) {
        return request().delete(url + path).then();
    }

    RequestSpecification request() {
        RequestSpecification request = given().contentType("application/json");
        return key == null ? request : request.header("Authorization", "Bearer " + key);
    }
}
