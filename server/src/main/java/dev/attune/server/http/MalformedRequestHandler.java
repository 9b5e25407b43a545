package dev.attune.server.http;

import dev.attune.api.ApiError;
import dev.attune.api.ErrorReply;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/** Answers what is not HTTP at all, before any route is looked at, and closes the connection. */
final class MalformedRequestHandler implements Handler<HttpServerRequest> {

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

    static void refuse(HttpServerRequest request, int status, String message) {
        ApiError error = ApiException.clientError(message, null, null);
        SecurityHeaders.put(request.response().headers());
        request.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CONNECTION, "close")
                .end(Json.write(new ErrorReply(error)))
                .onComplete(sent -> request.connection().close());
    }
}
