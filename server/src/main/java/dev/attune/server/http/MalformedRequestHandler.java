package dev.attune.server.http;

import dev.attune.api.ApiError;
import dev.attune.api.ErrorReply;
import dev.attune.server.metrics.HttpMeters;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/** Answers what is not HTTP at all, before any route is looked at, closes the connection, and counts it. */
final class MalformedRequestHandler implements Handler<HttpServerRequest> {
    private final HttpMeters meters;

    MalformedRequestHandler(HttpMeters meters) {
        this.meters = meters;
    }

    @Override
    public void handle(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        if (cause instanceof TooLongHttpLineException) {
            refuse(request, 414, "The request line is too long.");
        } else if (cause instanceof TooLongHttpHeaderException) {
            refuse(request, 431, "The request headers are too large.");
        } else {
            refuse(request, 400, "The request is not valid HTTP.");
        }
    }

    void refuse(HttpServerRequest request, int status, String message) {
        long beganNs = System.nanoTime();
        ApiError error = ApiException.clientError(message, null, null);
        SecurityHeaders.put(request.response().headers());
        request.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CONNECTION, "close")
                .end(Json.write(new ErrorReply(error)))
                .onComplete(sent -> {
                    meters.answered(AccessLog.NO_OPERATION, status, System.nanoTime() - beganNs);
                    request.connection().close();
                });
    }
}
