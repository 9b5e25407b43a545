package dev.attune.server.http;

import dev.attune.api.ApiError;
import dev.attune.api.ErrorReply;
import dev.attune.feedback.FeedbackUnavailableException;
import dev.attune.server.access.LimitException;
import dev.attune.serving.engine.QueueFullException;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.DecodeException;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import io.vertx.openapi.validation.ValidatorException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place that decides which status and which words a failure becomes. */
public final class ErrorHandler implements Handler<RoutingContext> {
    private static final Logger LOG = LoggerFactory.getLogger(ErrorHandler.class);

    /** What the router's body handler says of a body that does not arrive whole: the client went away. */
    private static final int BROKEN_OFF = 200;

    private final int retryAfterS;
    private final AllowedMethods allowedMethods;

    ErrorHandler(int retryAfterS, AllowedMethods allowedMethods) {
        this.retryAfterS = retryAfterS;
        this.allowedMethods = allowedMethods;
    }

    /** Answers every failure of this router, also those of requests that no route takes. */
    void mount(Router router) {
        for (int status : new int[] {BROKEN_OFF, 400, 404, 405, 406, 413, 415, 417, 500, 501, 503}) {
            router.errorHandler(status, this);
        }
    }

    @Override
    public void handle(RoutingContext context) {
        HttpServerResponse response = context.response();
        if (response.ended() || response.closed()) {
            return;
        }
        ApiException answer = context.statusCode() == BROKEN_OFF
                ? clientMistake(context, 400)
                : answer(context, context.failure(), context.statusCode());
        if (response.headWritten()) {
            response.reset();
            return;
        }
        advise(context, answer);
        response.setStatusCode(answer.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(Json.write(new ErrorReply(answer.error())));
    }

    /** The status that a failure becomes, or would have become if the head had not been sent. */
    public static int statusOf(Throwable failure) {
        if (failure instanceof ApiException refusal) {
            return refusal.status();
        }
        if (failure instanceof FeedbackUnavailableException) {
            return 503;
        }
        return failure instanceof QueueFullException || failure instanceof LimitException ? 429 : 500;
    }

    /** The headers that say what to do about it. */
    private void advise(RoutingContext context, ApiException answer) {
        HttpServerResponse response = context.response();
        switch (answer.status()) {
            case 401 -> response.putHeader("WWW-Authenticate", "Bearer");
            case 405 ->
                response.putHeader(
                        HttpHeaders.ALLOW, allowedMethods.of(context.request().path()));
            case 429, 503 -> RetryAfter.put(response, waitMs(context));
            default -> {}
        }
    }

    private long waitMs(RoutingContext context) {
        long usualMs = retryAfterS * 1000L;
        if (context.failure() instanceof LimitException limit) {
            return limit.retryAfterMs().orElse(usualMs);
        }
        return context.failure() instanceof QueueFullException ? RetryAfter.expected(context, usualMs) : usualMs;
    }

    /** The body of a failure after the status has gone out; logs it if it is our fault. */
    public static ErrorReply replyTo(RoutingContext context, Throwable failure) {
        return new ErrorReply(answer(context, failure, 500).error());
    }

    private static ApiException answer(RoutingContext context, @Nullable Throwable failure, int status) {
        if (failure instanceof ApiException refusal) {
            return refusal;
        }
        if (failure instanceof HttpException wrapper && wrapper.getCause() != null) {
            return answer(context, wrapper.getCause(), wrapper.getStatusCode());
        }
        if (failure instanceof QueueFullException full) {
            return new ApiException(429, new ApiError(message(full), "rate_limit_error", null, "rate_limit_exceeded"));
        }
        if (failure instanceof LimitException limit) {
            return new ApiException(429, new ApiError(message(limit), limit.kind(), null, "rate_limit_exceeded"));
        }
        if (failure instanceof FeedbackUnavailableException away) {
            return ApiException.feedbackUnavailable(away);
        }
        if (failure instanceof ValidatorException || failure instanceof DecodeException) {
            return Validation.refusal(failure);
        }
        int known = failure instanceof HttpException http ? http.getStatusCode() : failure == null ? status : 500;
        return known >= 500 ? ourFault(context, failure) : clientMistake(context, known);
    }

    private static ApiException clientMistake(RoutingContext context, int status) {
        String method = context.request().method().name();
        String words =
                switch (status) {
                    case 404 ->
                        "There is no route " + method + " " + context.request().path() + ".";
                    case 405 -> context.request().path() + " does not take " + method + ".";
                    case 413 -> "The body is larger than this server takes.";
                    case 415 -> "The body must be sent as Content-Type: application/json.";
                    default -> "The request cannot be understood.";
                };
        return new ApiException(status, ApiException.clientError(words, null, null));
    }

    private static ApiException ourFault(RoutingContext context, @Nullable Throwable failure) {
        String id = RequestHeadHandler.idOf(context);
        LOG.atError()
                .addKeyValue("request_id", id)
                .setCause(failure == null ? null : Wordless.of(failure))
                .log("a request failed");
        return new ApiException(
                500,
                ApiException.serverError(
                        "Something broke on our side; the log has it under " + id + ".", "internal_error"));
    }

    private static String message(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? "The queue is full; try again soon." : message;
    }
}
