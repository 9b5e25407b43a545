package dev.attune.serving.engine;

/** Counts who waits for a slot, and their prompt tokens, and turns away whoever is too many. Safe for many threads. */
final class WaitingRoom {
    private final int maxRequests;
    private final int maxTokens;
    private int requests;
    private int tokens;

    WaitingRoom(int maxRequests, int maxTokens) {
        this.maxRequests = maxRequests;
        this.maxTokens = maxTokens;
    }

    /**
     * Lets so many requests in, or none.
     *
     * @throws QueueFullException when full; whoever comes to an empty room always gets in
     */
    synchronized void enter(int newRequests, int promptTokens) {
        if (requests > 0 && requests + newRequests > maxRequests) {
            throw new QueueFullException(requests + " requests are waiting, the limit is " + maxRequests);
        }
        if (requests > 0 && tokens + promptTokens > maxTokens) {
            throw new QueueFullException(tokens + " prompt tokens are waiting, the limit is " + maxTokens);
        }
        requests += newRequests;
        tokens += promptTokens;
    }

    synchronized void leave(int promptTokens) {
        requests--;
        tokens -= promptTokens;
    }

    synchronized int requests() {
        return requests;
    }
}
