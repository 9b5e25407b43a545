package dev.attune.feedback;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** A store that needs no Redis, for tests of what stands before one. */
final class MemoryCompletionStore implements CompletionStore {
    private final Map<String, CompletionRecord> byId = new ConcurrentHashMap<>();

    @Override
    public CompletionStage<Void> save(CompletionRecord completion) {
        byId.put(completion.id(), completion);
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<Optional<CompletionRecord>> find(String id) {
        return CompletableFuture.completedStage(Optional.ofNullable(byId.get(id)));
    }

    int records() {
        return byId.size();
    }

    @Override
    public void close() {
        byId.clear();
    }
}
