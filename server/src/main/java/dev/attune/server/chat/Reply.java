package dev.attune.server.chat;

import dev.attune.api.Usage;
import java.util.concurrent.CompletionStage;

/** Where the pieces of the completions go: one JSON document, or a stream. Used on the request's event loop only. */
interface Reply {

    /** The weights are known; comes once, before the first piece. */
    void started(ReplyHead head);

    /** Nothing has come for a while, and the client should know that somebody is still there. */
    void waiting();

    /** More of completion {@code index}; may be empty, which says that its first token has come. */
    void piece(int index, Piece piece);

    /** The end of completion {@code index}; {@code reason} is the contract's word. */
    void finished(int index, String reason);

    /** Nothing more is to be said for now: what was said since the last time can go out together. */
    void flush();

    /**
     * All completions have ended.
     *
     * @param kept completes when what was said can be found by those who judge it
     */
    void end(Usage usage, CompletionStage<Void> kept);

    /** The end, because something went wrong. */
    void fail(Throwable cause);
}
