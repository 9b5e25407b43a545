package dev.attune.server.chat;

import dev.attune.api.ChatCompletionChunk;
import dev.attune.api.ChunkChoice;
import dev.attune.api.ChunkUsage;
import dev.attune.api.Delta;
import dev.attune.api.Usage;
import dev.attune.server.http.ErrorHandler;
import dev.attune.server.http.Json;
import dev.attune.server.http.SseStream;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sends chunks as pieces come. The head goes out with the first token, so that an earlier failure still has a status of its
 * own. While the socket is full, pieces gather into one, whatever their number: a slow reader costs its own text and
 * nothing else.
 */
final class StreamReply implements Reply {
    private final RoutingContext context;
    private final SseStream stream;
    private final boolean includeUsage;
    private final Piece.Pile[] piles;
    private final boolean[] introduced;
    private boolean open;
    private @Nullable ReplyHead head;

    StreamReply(RoutingContext context, SseStream stream, ChatCall call) {
        this.context = context;
        this.stream = stream;
        this.includeUsage = call.includeUsage();
        this.piles = new Piece.Pile[call.n()];
        Arrays.setAll(piles, index -> new Piece.Pile());
        this.introduced = new boolean[call.n()];
        stream.onDrain(drained -> sendGathered());
    }

    @Override
    public void started(ReplyHead started) {
        head = started;
    }

    @Override
    public void waiting() {
        open();
        stream.comment("waiting");
    }

    @Override
    public void piece(int index, Piece piece) {
        introduce(index);
        piles[index].add(piece);
        if (piles[index].hasText() && !stream.isFull()) {
            sendPile(index);
        }
    }

    @Override
    public void finished(int index, String reason) {
        introduce(index);
        if (piles[index].hasText()) {
            sendPile(index);
        }
        // What has no text, such as the token that ends, rides on the last chunk.
        Piece rest = piles[index].take();
        send(new ChunkChoice(index, Delta.LAST, reason, rest.logprobsOrNull(), rest.tokenIdsOrNull()), null);
    }

    @Override
    public void end(Usage usage) {
        if (includeUsage) {
            stream.data(Json.write(chunk(List.of(), new ChunkUsage(usage), null)));
        }
        stream.done();
    }

    @Override
    public void fail(Throwable cause) {
        if (!open) {
            context.fail(cause);
            return;
        }
        stream.error(Json.write(ErrorHandler.replyTo(context, cause)));
        stream.done();
    }

    private void open() {
        if (!open) {
            open = true;
            if (head != null) {
                context.response().putHeader("x-weights-version", Long.toString(head.weightsVersion()));
            }
            stream.open();
        }
    }

    /** The chunk that says who speaks; the very first one carries the prompt's ids, if they were asked for. */
    private void introduce(int index) {
        if (introduced[index]) {
            return;
        }
        open();
        boolean first = true;
        for (boolean each : introduced) {
            first &= !each;
        }
        introduced[index] = true;
        send(
                new ChunkChoice(index, Delta.FIRST, null, null, null),
                first ? ChatExchange.known(head).promptIds() : null);
    }

    private void sendGathered() {
        for (int index = 0; index < piles.length; index++) {
            if (piles[index].hasText() && !stream.isFull()) {
                sendPile(index);
            }
        }
    }

    private void sendPile(int index) {
        Piece piece = piles[index].take();
        send(
                new ChunkChoice(index, Delta.text(piece.text()), null, piece.logprobsOrNull(), piece.tokenIdsOrNull()),
                null);
    }

    private void send(ChunkChoice choice, @Nullable List<Integer> promptIds) {
        stream.data(Json.write(chunk(List.of(choice), includeUsage ? ChunkUsage.NOT_YET : null, promptIds)));
    }

    private ChatCompletionChunk chunk(
            List<ChunkChoice> choices, @Nullable ChunkUsage usage, @Nullable List<Integer> promptIds) {
        ReplyHead known = ChatExchange.known(head);
        return new ChatCompletionChunk(
                known.id(),
                ChatCompletionChunk.OBJECT,
                known.created(),
                known.model(),
                known.fingerprint(),
                choices,
                usage,
                promptIds);
    }
}
