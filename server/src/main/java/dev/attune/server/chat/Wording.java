package dev.attune.server.chat;

import dev.attune.api.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one kind of reply says what every kind has to say: it makes the contract's records. One per request, used on the
 * request's event loop only; a stream's records are asked for in the order they are sent.
 */
interface Wording {

    /** What the reply's id begins with. */
    String idPrefix();

    /** Whether nothing may say which weights have answered. */
    default boolean isBlind() {
        return false;
    }

    /** The whole reply; answers by index. */
    Object whole(ReplyHead head, List<Answer> answers, Usage usage);

    /** The chunk that opens completion {@code index} of a stream, before any text; null if there is nothing to say. */
    @Nullable
    Object opening(ReplyHead head, int index);

    /** A chunk with more of completion {@code index}; with a reason it is the last. */
    Object chunk(ReplyHead head, int index, Piece piece, @Nullable String finishReason);

    /** The chunk with the usage, after everything else. */
    Object usageChunk(ReplyHead head, Usage usage);

    /** A finished completion. */
    record Answer(Piece piece, String finishReason) {}
}
