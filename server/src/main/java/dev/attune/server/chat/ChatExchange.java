package dev.attune.server.chat;

import dev.attune.api.Usage;
import dev.attune.server.http.ApiException;
import dev.attune.server.http.ErrorHandler;
import dev.attune.server.metrics.RequestMeter;
import dev.attune.serving.engine.FinishReason;
import dev.attune.serving.engine.GenerationRequest;
import dev.attune.serving.engine.Token;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One request while it is being answered: its completions in the engine, and the reply they go into. Owned by the request's
 * event loop. It ends once, by all completions ending, a failure, or the client going away; what comes later is ignored.
 */
final class ChatExchange {
    private final Transcript transcript;
    private final ChatModel model;
    private final Call call;
    private final Context eventLoop;
    private final Reply reply;
    private final RequestMeter meter;
    private final CompletionText[] texts;
    private final boolean[] ended;
    private int running;
    private boolean over;
    private boolean anyToken;
    private @Nullable ReplyHead head;
    private int cachedTokens;

    /** Made on the event loop that owns it. */
    ChatExchange(Transcript transcript, ChatModel model, Call call, Reply reply, RequestMeter meter) {
        this.transcript = transcript;
        this.model = model;
        this.call = call;
        this.eventLoop = Objects.requireNonNull(Vertx.currentContext(), "an exchange belongs to an event loop");
        this.reply = reply;
        this.meter = meter;
        this.texts = new CompletionText[call.completions()];
        Arrays.setAll(texts, index -> new CompletionText(model, call));
        this.ended = new boolean[call.completions()];
        this.running = call.completions();
    }

    /** Queues the completions. */
    void submit() {
        try {
            model.generator()
                    .submit(IntStream.range(0, call.completions())
                            .mapToObj(this::request)
                            .toList());
        } catch (RuntimeException refused) {
            fail(refused);
        }
    }

    void started(int index, long weightsVersion, int cached) {
        if (over) {
            return;
        }
        meter.started();
        if (index % call.n() == 0) {
            cachedTokens += cached;
        }
        if (head == null) {
            head = new ReplyHead(
                    transcript.id(),
                    transcript.createdS(),
                    model.name(),
                    model.fingerprint(weightsVersion),
                    weightsVersion);
            reply.started(head);
        } else if (head.weightsVersion() != weightsVersion) {
            fail(new IllegalStateException(
                    "answers of one request came from weights " + head.weightsVersion() + " and " + weightsVersion));
        }
    }

    void token(int index, Token token) {
        if (over || ended[index]) {
            return;
        }
        anyToken = true;
        meter.token(index);
        transcript.token(index, token);
        show(index, texts[index].add(token));
        if (texts[index].isStopped()) {
            model.generator().cancel(idOf(index));
            end(index, "stop");
        }
        reply.flush();
    }

    void finished(int index, FinishReason reason) {
        if (over || ended[index]) {
            return;
        }
        if (reason == FinishReason.CANCELLED) {
            // Nobody here asked for it: the engine is being closed.
            fail(ApiException.draining());
            return;
        }
        show(index, texts[index].finish());
        end(index, reason == FinishReason.STOP || texts[index].isStopped() ? "stop" : "length");
        reply.flush();
    }

    /** Ends everything with an error for the client. */
    void fail(Throwable cause) {
        if (!over) {
            stop();
            meter.failed(ErrorHandler.statusOf(cause));
            reply.fail(cause);
        }
    }

    /** The client has gone, or the reply is complete: whatever still runs is for nobody. */
    void cancel() {
        if (!over) {
            stop();
            for (int index = 0; index < call.completions(); index++) {
                if (!ended[index]) {
                    meter.aborted(index, call.promptOf(index).ids().length);
                }
            }
        }
    }

    /** Whether it is answered piece by piece. */
    boolean streams() {
        return call.stream();
    }

    /** What the access log says of it. */
    void describe(BiConsumer<String, Object> note) {
        note.accept("id", transcript.id());
        note.accept("prompt_tokens", call.promptTokens());
        note.accept("cached_tokens", cachedTokens);
        note.accept("completion_tokens", meter.tokens());
        if (head != null) {
            note.accept("weights_version", head.weightsVersion());
        }
    }

    /** Tells a client that still waits for its first token that it has not been forgotten. */
    void heartbeat() {
        if (!over && !anyToken) {
            reply.waiting();
            reply.flush();
        }
    }

    /** Runs on the event loop that owns this. */
    void onEventLoop(Runnable action) {
        eventLoop.runOnContext(there -> action.run());
    }

    static ReplyHead known(@Nullable ReplyHead head) {
        if (head == null) {
            throw new IllegalStateException("a token came before the start of its sequence");
        }
        return head;
    }

    private void show(int index, Piece piece) {
        transcript.text(index, piece.text());
        reply.piece(index, piece);
    }

    private void stop() {
        over = true;
        if (head != null) {
            transcript.save(head);
        }
        for (int index = 0; index < call.completions(); index++) {
            if (!ended[index]) {
                model.generator().cancel(idOf(index));
            }
        }
    }

    private void end(int index, String reason) {
        ended[index] = true;
        transcript.finished(index, reason);
        meter.finished(index, call.promptOf(index).ids().length, reason);
        reply.finished(index, reason);
        running--;
        if (running == 0) {
            over = true;
            // First, so that whoever has heard the end can judge what was said.
            reply.end(usage(), transcript.save(known(head)));
        }
    }

    private Usage usage() {
        int completionTokens =
                Arrays.stream(texts).mapToInt(CompletionText::tokens).sum();
        return Usage.of(call.promptTokens(), completionTokens, cachedTokens);
    }

    private GenerationRequest request(int index) {
        return new GenerationRequest(
                idOf(index),
                call.promptOf(index).ids(),
                call.samplingOf(index),
                call.promptOf(index).ending(),
                call.topLogprobs(),
                new EventLoopSink(eventLoop, this, index));
    }

    private String idOf(int index) {
        return transcript.id() + "-" + index;
    }
}
