package dev.attune.server.chat;

import dev.attune.api.AssistantMessage;
import dev.attune.api.ChatCompletion;
import dev.attune.api.Choice;
import dev.attune.api.Usage;
import dev.attune.server.http.Json;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gathers everything and sends one JSON document at the end. */
final class WholeReply implements Reply {
    private final RoutingContext context;
    private final Piece.Pile[] piles;
    private final Choice[] choices;
    private @Nullable ReplyHead head;

    WholeReply(RoutingContext context, int n) {
        this.context = context;
        this.piles = new Piece.Pile[n];
        Arrays.setAll(piles, index -> new Piece.Pile());
        this.choices = new Choice[n];
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
        Piece all = piles[index].take();
        choices[index] =
                new Choice(index, AssistantMessage.of(all.text()), reason, all.logprobsOrNull(), all.tokenIdsOrNull());
    }

    @Override
    public void end(Usage usage) {
        ReplyHead known = ChatExchange.known(head);
        ChatCompletion reply = new ChatCompletion(
                known.id(),
                ChatCompletion.OBJECT,
                known.created(),
                known.model(),
                known.fingerprint(),
                List.of(choices),
                usage,
                known.promptIds());
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader("x-weights-version", Long.toString(known.weightsVersion()))
                .end(Json.write(reply));
    }

    @Override
    public void fail(Throwable cause) {
        context.fail(cause);
    }
}
