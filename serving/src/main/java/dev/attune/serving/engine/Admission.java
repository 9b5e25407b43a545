package dev.attune.serving.engine;

import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request in flight, between its sink and the engine: hears when it leaves the waiting room and when it ends, and keeps a
 * sink that throws from hurting anybody else. Hears news on the decode thread; may be cancelled from any.
 */
final class Admission implements TokenSink {
    private static final Logger LOG = LoggerFactory.getLogger(Admission.class);

    private final GenerationRequest request;
    private final int promptTokens;
    private final WaitingRoom waitingRoom;
    private final Consumer<Admission> onBroken;
    private final Consumer<Admission> onEnd;
    private boolean waiting = true;
    private boolean ended;
    private boolean broken;
    private volatile boolean cancelled;

    /**
     * Takes over a place in the waiting room.
     *
     * @param promptTokens that were counted there
     * @param onBroken told once if the sink throws before the end
     * @param onEnd told once, before the sink is
     */
    Admission(
            GenerationRequest request,
            int promptTokens,
            WaitingRoom waitingRoom,
            Consumer<Admission> onBroken,
            Consumer<Admission> onEnd) {
        this.request = request;
        this.promptTokens = promptTokens;
        this.waitingRoom = waitingRoom;
        this.onBroken = onBroken;
        this.onEnd = onEnd;
    }

    String id() {
        return request.id();
    }

    /** The request as the engine shall see it. */
    GenerationRequest watched() {
        return new GenerationRequest(
                request.id(), request.promptIds(), request.sampling(), request.ending(), request.topLogprobs(), this);
    }

    void cancel() {
        cancelled = true;
    }

    boolean cancelled() {
        return cancelled;
    }

    /** Gives the place in the waiting room back. */
    void leaveWaitingRoom() {
        if (waiting) {
            waiting = false;
            waitingRoom.leave(promptTokens);
        }
    }

    @Override
    public void onStart(long weightsVersion, int cachedTokens) {
        leaveWaitingRoom();
        tell(() -> request.sink().onStart(weightsVersion, cachedTokens));
    }

    @Override
    public void onToken(Token token) {
        if (!broken) {
            tell(() -> request.sink().onToken(token));
        }
    }

    @Override
    public void onFinish(FinishReason reason) {
        end(() -> request.sink().onFinish(reason));
    }

    @Override
    public void onFailure(Throwable cause) {
        end(() -> request.sink().onFailure(cause));
    }

    private void end(Runnable news) {
        if (!ended) {
            ended = true;
            leaveWaitingRoom();
            onEnd.accept(this);
            tell(news);
        }
    }

    private void tell(Runnable news) {
        try {
            news.run();
        } catch (RuntimeException | Error e) {
            if (!broken) {
                broken = true;
                LOG.error("The sink of request {} failed; the request is cancelled", id(), e);
                onBroken.accept(this);
            }
        }
    }
}
