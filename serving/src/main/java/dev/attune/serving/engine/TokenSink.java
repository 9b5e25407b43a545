package dev.attune.serving.engine;

/**
 * Where the tokens of one completion go. Called on the decode thread only, in order, and must return at once: no waiting,
 * no I/O. After {@link #onFinish} or {@link #onFailure}, exactly one of which comes, nothing more is called.
 */
public interface TokenSink {

    /** The sequence was admitted under this weights version; {@code cachedTokens} of its prompt came from the prefix cache. */
    void onStart(long weightsVersion, int cachedTokens);

    /** One more token. */
    void onToken(Token token);

    /** The end, for a reason the request asked for or because it was cancelled. */
    void onFinish(FinishReason reason);

    /** The end, because something broke. */
    void onFailure(Throwable cause);
}
