package dev.attune.server.metrics;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Watches one request: its wait, the tokens of each of its completions, the end. Used on the request's event loop, so that
 * what it measures is what the client gets, and the decode thread does nothing for it.
 */
public final class RequestMeter {
    static final String ABORT = "abort";
    private static final long NEVER = Long.MIN_VALUE;

    private final RequestMeters.OfModel meters;
    private final long arrivedNs;
    private final long queuedNs = System.nanoTime();
    private final long[] lastTokenNs;
    private final int[] tokens;

    RequestMeter(RequestMeters.OfModel meters, long arrivedNs, int completions) {
        this.meters = meters;
        this.arrivedNs = arrivedNs;
        this.lastTokenNs = new long[completions];
        this.tokens = new int[completions];
        Arrays.fill(lastTokenNs, NEVER);
    }

    /** One of its completions has a slot. */
    public void started() {
        meters.queue.record(System.nanoTime() - queuedNs, TimeUnit.NANOSECONDS);
    }

    /** One more token of completion {@code index}. */
    public void token(int index) {
        long now = System.nanoTime();
        if (lastTokenNs[index] == NEVER) {
            meters.firstToken.record(now - arrivedNs, TimeUnit.NANOSECONDS);
        } else {
            meters.interToken.record(now - lastTokenNs[index], TimeUnit.NANOSECONDS);
        }
        lastTokenNs[index] = now;
        tokens[index]++;
    }

    /** The end of completion {@code index}; {@code reason} is the contract's word. */
    public void finished(int index, int promptTokens, String reason) {
        meters.ended(reason).increment();
        meters.whole.record(System.nanoTime() - arrivedNs, TimeUnit.NANOSECONDS);
        meters.promptTokens.record(promptTokens);
        meters.generationTokens.record(tokens[index]);
    }

    /** The request ended with an error of this status, sent or not. */
    public void failed(int status) {
        meters.failed(status).increment();
    }

    /** Completion {@code index} ended because its client went away. */
    public void aborted(int index, int promptTokens) {
        finished(index, promptTokens, ABORT);
    }

    /** Tokens of all completions so far. */
    public int tokens() {
        return Arrays.stream(tokens).sum();
    }
}
