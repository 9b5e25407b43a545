package dev.attune.feedback;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Completions in this process's memory, as JSON, the oldest given up first when they become too many or too large. The lock
 * guards a map and two numbers, never the writing or reading of JSON.
 */
public final class MemoryCompletionStore implements CompletionStore {
    /** What a map entry, its key and an array's head take beside the JSON, roughly. */
    private static final int ENTRY_BYTES = 200;

    private final int maxRecords;
    private final long maxBytes;
    private final Map<String, byte[]> jsonById = new LinkedHashMap<>();
    private long bytes;

    /**
     * @param maxRecords completions kept
     * @param maxBytes memory they take together
     */
    public MemoryCompletionStore(int maxRecords, long maxBytes) {
        if (maxRecords < 1 || maxBytes < 1) {
            throw new IllegalArgumentException(
                    "maxRecords and maxBytes must be at least 1, were " + maxRecords + " and " + maxBytes);
        }
        this.maxRecords = maxRecords;
        this.maxBytes = maxBytes;
    }

    @Override
    public CompletionStage<Void> save(CompletionRecord completion) {
        byte[] json = CompletionJson.write(completion);
        if (weight(json) > maxBytes) {
            return CompletableFuture.failedStage(new FeedbackException("completion " + completion.id() + " takes "
                    + weight(json) + " bytes, more than all completions may: " + maxBytes));
        }
        put(completion.id(), json);
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<Optional<CompletionRecord>> find(String id) {
        byte[] json = get(id);
        return CompletableFuture.completedStage(
                json == null ? Optional.empty() : Optional.of(CompletionJson.read(id, json)));
    }

    /** How many completions are kept. */
    public synchronized int records() {
        return jsonById.size();
    }

    /** Memory they take, about. */
    public synchronized long bytes() {
        return bytes;
    }

    @Override
    public synchronized void close() {
        jsonById.clear();
        bytes = 0;
    }

    private synchronized byte @Nullable [] get(String id) {
        return jsonById.get(id);
    }

    private synchronized void put(String id, byte[] json) {
        byte[] former = jsonById.remove(id);
        bytes += weight(json) - (former == null ? 0 : weight(former));
        jsonById.put(id, json);
        Iterator<byte[]> oldest = jsonById.values().iterator();
        while (jsonById.size() > maxRecords || bytes > maxBytes) {
            bytes -= weight(oldest.next());
            oldest.remove();
        }
    }

    private static long weight(byte[] json) {
        return json.length + ENTRY_BYTES;
    }
}
