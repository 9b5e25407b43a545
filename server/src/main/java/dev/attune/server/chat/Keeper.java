package dev.attune.server.chat;

import dev.attune.feedback.CompletionRecord;
import java.util.concurrent.CompletionStage;

/** Keeps what was answered. Called on event loops; does not wait. */
@FunctionalInterface
public interface Keeper {

    /** Completes when it is kept, or with the reason why not. */
    CompletionStage<Void> keep(CompletionRecord completion);
}
