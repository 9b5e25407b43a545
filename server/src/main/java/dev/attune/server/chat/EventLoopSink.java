package dev.attune.server.chat;

import dev.attune.serving.engine.FinishReason;
import dev.attune.serving.engine.Token;
import dev.attune.serving.engine.TokenSink;
import io.vertx.core.Context;

/** Carries what the decode thread says of one completion over to the request's event loop. Never waits. */
final class EventLoopSink implements TokenSink {
    private final Context eventLoop;
    private final ChatExchange exchange;
    private final int index;

    EventLoopSink(Context eventLoop, ChatExchange exchange, int index) {
        this.eventLoop = eventLoop;
        this.exchange = exchange;
        this.index = index;
    }

    @Override
    public void onStart(long weightsVersion, int cachedTokens) {
        eventLoop.runOnContext(there -> exchange.started(weightsVersion, cachedTokens));
    }

    @Override
    public void onToken(Token token) {
        eventLoop.runOnContext(there -> exchange.token(index, token));
    }

    @Override
    public void onFinish(FinishReason reason) {
        eventLoop.runOnContext(there -> exchange.finished(index, reason));
    }

    @Override
    public void onFailure(Throwable cause) {
        eventLoop.runOnContext(there -> exchange.fail(cause));
    }
}
