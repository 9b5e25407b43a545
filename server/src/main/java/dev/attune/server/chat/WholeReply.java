package dev.attune.server.chat;

import dev.attune.api.Usage;
import dev.attune.server.http.Json;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Gathers everything and sends one JSON document at the end. */
final class WholeReply implements Reply {
    private final RoutingContext context;
    private final Wording wording;
    private final Piece.Pile[] piles;
    private final Wording.Answer[] answers;
    private @Nullable ReplyHead head;

    WholeReply(RoutingContext context, Wording wording, int completions) {
        this.context = context;
        this.wording = wording;
        this.piles = new Piece.Pile[completions];
        Arrays.setAll(piles, index -> new Piece.Pile());
        this.answers = new Wording.Answer[completions];
    }

    @Override
    public void started(ReplyHead started) {
        head = started;
    }

    @Override
    public void waiting() {
        // The status is still open, so nothing may be sent.
    }

    @Override
    public void piece(int index, Piece piece) {
        piles[index].add(piece);
    }

    @Override
    public void finished(int index, String reason) {
        answers[index] = new Wording.Answer(piles[index].take(), reason);
    }

    @Override
    public void flush() {
        // Everything goes out together.
    }

    @Override
    public void end(Usage usage, CompletionStage<Void> kept) {
        ReplyHead known = ChatExchange.known(head);
        if (!wording.isBlind()) {
            context.response().putHeader("x-weights-version", Long.toString(known.weightsVersion()));
        }
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(Json.write(wording.whole(known, List.of(answers), usage)));
    }

    @Override
    public void fail(Throwable cause) {
        context.fail(cause);
    }
}
