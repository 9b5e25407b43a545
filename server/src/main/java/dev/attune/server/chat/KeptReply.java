package dev.attune.server.chat;

import dev.attune.api.Usage;
import dev.attune.server.http.Stages;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.CompletionStage;

/** A reply that does not end before what it says is kept: whoever has heard the end may judge it. */
final class KeptReply implements Reply {
    private final RoutingContext context;
    private final Reply reply;

    KeptReply(RoutingContext context, Reply reply) {
        this.context = context;
        this.reply = reply;
    }

    @Override
    public void started(ReplyHead head) {
        reply.started(head);
    }

    @Override
    public void waiting() {
        reply.waiting();
    }

    @Override
    public void piece(int index, Piece piece) {
        reply.piece(index, piece);
    }

    @Override
    public void finished(int index, String reason) {
        reply.finished(index, reason);
    }

    @Override
    public void flush() {
        reply.flush();
    }

    @Override
    public void end(Usage usage, CompletionStage<Void> kept) {
        Stages.onEventLoop(context, kept)
                .onSuccess(done -> reply.end(usage, kept))
                .onFailure(this::fail);
    }

    @Override
    public void fail(Throwable cause) {
        if (!context.response().closed()) {
            reply.fail(cause);
        }
    }
}
