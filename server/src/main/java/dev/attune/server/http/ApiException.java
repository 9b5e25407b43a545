package dev.attune.server.http;

import dev.attune.api.ApiError;
import dev.attune.feedback.FeedbackUnavailableException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A refusal with the status and the body it becomes. Carries no stack trace: it is an answer, not a fault. */
public final class ApiException extends RuntimeException {
    private final transient ApiError error;
    private final int status;

    ApiException(int status, ApiError error) {
        super(error.message(), null, false, false);
        this.status = status;
        this.error = error;
    }

    /** 400: the request is wrong at {@code param}. */
    public static ApiException badRequest(String message, @Nullable String param) {
        return badRequest(message, param, null);
    }

    /** 400 with a word for programs. */
    public static ApiException badRequest(String message, @Nullable String param, @Nullable String code) {
        return new ApiException(400, clientError(message, param, code));
    }

    /** 404: no such model. */
    public static ApiException modelNotFound(String asked, String served) {
        String message = "The model '" + asked + "' does not exist; this server serves '" + served + "'.";
        return new ApiException(404, clientError(message, "model", "model_not_found"));
    }

    /** 401: no key, or one that nobody has given out. */
    static ApiException invalidKey(String message) {
        return new ApiException(401, clientError(message, null, "invalid_api_key"));
    }

    /** 408: the body did not come. */
    static ApiException slowBody(int timeoutMs) {
        return new ApiException(
                408, clientError("The body was not complete within " + timeoutMs + " ms.", null, "request_timeout"));
    }

    /** 403: a key that may do other things. */
    public static ApiException missingRole(String role) {
        return new ApiException(
                403, clientError("This key may not do that; it needs the role " + role + ".", null, "missing_role"));
    }

    /** 403: not from there. */
    static ApiException forbidden(String message, String code) {
        return new ApiException(403, clientError(message, null, code));
    }

    /** 403: an answer of somebody else. */
    public static ApiException notYours(String message) {
        return new ApiException(403, clientError(message, "completion_id", "not_yours"));
    }

    /** 404: no such thing. */
    public static ApiException notFound(String message, @Nullable String param, String code) {
        return new ApiException(404, clientError(message, param, code));
    }

    /** 409: not as things are. */
    public static ApiException conflict(String message, String code) {
        return new ApiException(409, clientError(message, null, code));
    }

    /** 410: it was there. */
    public static ApiException gone(String message, String param, String code) {
        return new ApiException(410, clientError(message, param, code));
    }

    /** 422: a name for two different requests. */
    public static ApiException keyReused() {
        return new ApiException(
                422,
                clientError(
                        "This Idempotency-Key was used before with another body.",
                        "Idempotency-Key",
                        "idempotency_key_reused"));
    }

    /** 503: what keeps feedback cannot do so now. */
    static ApiException feedbackUnavailable(FeedbackUnavailableException away) {
        return new ApiException(
                503,
                serverError(
                        "Feedback cannot be kept right now (" + word(away)
                                + "); try again soon with the same Idempotency-Key.",
                        "feedback_unavailable"));
    }

    /** 503: the trainer is heard and told things over Redis. */
    public static ApiException trainingUnavailable(FeedbackUnavailableException away) {
        return new ApiException(
                503,
                serverError(
                        "Redis does not answer (" + word(away)
                                + "), so the trainer can be neither heard nor told anything; the version that is"
                                + " served goes on answering.",
                        "training_unavailable"));
    }

    private static String word(FeedbackUnavailableException away) {
        return away.reason().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** 503: the model is still being loaded. */
    public static ApiException notReady() {
        return new ApiException(503, serverError("The model is still being loaded; try again soon.", "not_ready"));
    }

    /** 503: the server stops and takes nothing new. */
    public static ApiException draining() {
        return new ApiException(503, serverError("The server is stopping; try again soon.", "draining"));
    }

    /** 504: the answer took longer than the server allows. */
    public static ApiException deadline(int deadlineMs) {
        return new ApiException(
                504, serverError("The answer was not finished within " + deadlineMs + " ms.", "deadline_exceeded"));
    }

    static ApiError clientError(String message, @Nullable String param, @Nullable String code) {
        return new ApiError(message, "invalid_request_error", param, code);
    }

    static ApiError serverError(String message, String code) {
        return new ApiError(message, "server_error", null, code);
    }

    int status() {
        return status;
    }

    ApiError error() {
        return error;
    }
}
