package dev.attune.server.chat;

import dev.attune.api.Usage;
import dev.attune.server.http.ErrorHandler;
import dev.attune.server.http.Json;
import dev.attune.server.http.SseStream;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Sends chunks as pieces come. The head goes out with the first token, so that an earlier failure still has a status of its
 * own. While the socket is full, pieces gather into one, whatever their number: a slow reader costs its own text and
 * nothing else.
 */
final class StreamReply implements Reply {
    private final RoutingContext context;
    private final SseStream stream;
    private final Wording wording;
    private final boolean includeUsage;
    private final Piece.Pile[] piles;
    private final boolean[] opened;
    private boolean headSent;
    private @Nullable ReplyHead head;

    StreamReply(RoutingContext context, SseStream stream, Wording wording, int completions, boolean includeUsage) {
        this.context = context;
        this.stream = stream;
        this.wording = wording;
        this.includeUsage = includeUsage;
        this.piles = new Piece.Pile[completions];
        Arrays.setAll(piles, index -> new Piece.Pile());
        this.opened = new boolean[completions];
        stream.onDrain(drained -> sendGathered());
    }

    @Override
    public void started(ReplyHead started) {
        head = started;
    }

    @Override
    public void waiting() {
        sendHead();
        stream.comment("waiting");
    }

    @Override
    public void piece(int index, Piece piece) {
        open(index);
        piles[index].add(piece);
        if (piles[index].hasText() && !stream.isFull()) {
            sendPile(index, null);
        }
    }

    @Override
    public void finished(int index, String reason) {
        open(index);
        if (piles[index].hasText()) {
            sendPile(index, null);
        }
        // What has no text, such as the token that ends, rides on the last chunk.
        sendPile(index, reason);
    }

    @Override
    public void end(Usage usage, CompletionStage<Void> kept) {
        if (includeUsage) {
            send(wording.usageChunk(ChatExchange.known(head), usage));
        }
        stream.done();
    }

    @Override
    public void fail(Throwable cause) {
        if (!headSent) {
            context.fail(cause);
            return;
        }
        stream.error(Json.write(ErrorHandler.replyTo(context, cause)));
        stream.done();
    }

    @Override
    public void flush() {
        stream.flush();
    }

    private void sendHead() {
        if (!headSent) {
            headSent = true;
            if (head != null && !wording.isBlind()) {
                context.response().putHeader("x-weights-version", Long.toString(head.weightsVersion()));
            }
            stream.open();
        }
    }

    private void open(int index) {
        if (opened[index]) {
            return;
        }
        opened[index] = true;
        sendHead();
        Object opening = wording.opening(ChatExchange.known(head), index);
        if (opening != null) {
            send(opening);
        }
    }

    private void sendGathered() {
        for (int index = 0; index < piles.length; index++) {
            if (piles[index].hasText() && !stream.isFull()) {
                sendPile(index, null);
            }
        }
        flush();
    }

    private void sendPile(int index, @Nullable String finishReason) {
        send(wording.chunk(ChatExchange.known(head), index, piles[index].take(), finishReason));
    }

    private void send(Object chunk) {
        stream.data(Json.write(chunk));
    }
}
