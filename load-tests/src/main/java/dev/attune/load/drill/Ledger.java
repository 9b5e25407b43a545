package dev.attune.load.drill;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What clients were promised. Any thread. */
final class Ledger {
    private final Map<String, Promise> promises = new ConcurrentHashMap<>();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger retries = new AtomicInteger();

    /**
     * A judgement that the server said it has.
     *
     * @param mark words that stand in the judgement and in no other
     * @param judgementId the server's name for it
     * @param revision what the server called it; 1, since nobody here judges the same twice
     */
    record Promise(String user, String mark, String judgementId, int revision) {}

    void acknowledged(Promise promise) {
        if (promises.put(promise.mark(), promise) != null) {
            throw new IllegalStateException(promise.mark() + " was acknowledged twice to one client");
        }
    }

    /** The completion went with the server before it was on disk, which it may. */
    void refused() {
        refused.incrementAndGet();
    }

    void retried() {
        retries.incrementAndGet();
    }

    /** By mark. */
    Map<String, Promise> promises() {
        return Map.copyOf(promises);
    }

    int acknowledgedCount() {
        return promises.size();
    }

    int refusedCount() {
        return refused.get();
    }

    int retryCount() {
        return retries.get();
    }
}
