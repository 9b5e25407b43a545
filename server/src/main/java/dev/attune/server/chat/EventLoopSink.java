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
        there(() -> exchange.started(index, weightsVersion, cachedTokens));
    }

    @Override
    public void onToken(Token token) {
        there(() -> exchange.token(index, token));
    }

    @Override
    public void onFinish(FinishReason reason) {
        there(() -> exchange.finished(index, reason));
    }

    @Override
    public void onFailure(Throwable cause) {
        there(() -> exchange.fail(cause));
    }

    /** The outer edge of an exchange: whatever breaks in it ends it, and the client hears of it. */
    private void there(Runnable action) {
        eventLoop.runOnContext(there -> {
            try {
                action.run();
            } catch (RuntimeException e) {
                exchange.fail(e);
            }
        });
    }
}
