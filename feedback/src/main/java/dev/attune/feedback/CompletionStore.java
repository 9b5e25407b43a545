package dev.attune.feedback;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Where completions are kept for those who judge them and those who learn from the judgement. Any thread may call it; no call
 * waits. Whoever opened it closes it.
 */
public interface CompletionStore extends AutoCloseable {

    /**
     * Keeps a completion.
     *
     * @return completes when {@link #find} will see it, or with the reason why it was not kept
     */
    CompletionStage<Void> save(CompletionRecord completion);

    /** The completion with this id; empty if it was never kept or has been given up since. */
    CompletionStage<Optional<CompletionRecord>> find(String id);

    @Override
    void close();
}
