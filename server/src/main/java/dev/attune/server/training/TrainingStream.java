package dev.attune.server.training;

import dev.attune.feedback.redis.TrainingBoard;
import dev.attune.feedback.redis.TrainingBoard.Told;
import dev.attune.feedback.training.TrainingEvent.Kind;
import dev.attune.feedback.training.TrainingJson;
import dev.attune.server.http.SseStream;
import dev.attune.server.http.Stages;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One reader of the trainer's events. It fetches what comes after the last event it has sent, whenever the feed says that there is
 * more and the socket takes it: however slow it is, it costs one page of events. Used on the request's event loop.
 */
final class TrainingStream {
    private static final Logger LOG = LoggerFactory.getLogger(TrainingStream.class);
    private static final int NEWEST = 500;
    private static final int AT_ONCE = 100;

    private final RoutingContext context;
    private final TrainingBoard board;
    private final SseStream stream;
    private String sent;
    private boolean fetching;
    private boolean more;
    private boolean ended;

    TrainingStream(RoutingContext context, TrainingBoard board, SseStream stream) {
        this.context = context;
        this.board = board;
        this.stream = stream;
        this.sent = TrainingBoard.START;
    }

    /** Sends what comes after an event. */
    void openAfter(String lastEventId) {
        sent = lastEventId;
        stream.open();
        stream.flush();
        pump();
    }

    /** Sends the newest that is kept, before it the newest samples if they are older, and then what comes. */
    void open() {
        stream.open();
        stream.flush();
        fetch(board.newest(NEWEST).thenCompose(this::withSamples));
    }

    /** Answers from before and after are few among many steps, and what people want to see long after. */
    private CompletionStage<List<Told>> withSamples(List<Told> newest) {
        if (newest.size() < NEWEST || newest.stream().anyMatch(TrainingStream::hasSamples)) {
            return CompletableFuture.completedFuture(newest);
        }
        return board.lastBefore(newest.get(0).id(), Kind.SAMPLES)
                .thenApply(
                        found -> Stream.concat(found.stream(), newest.stream()).toList());
    }

    private static boolean hasSamples(Told told) {
        return told.event().kind() == Kind.SAMPLES;
    }

    /** Fetches what there is now, unless it is about to. */
    void pump() {
        if (fetching || ended) {
            more = true;
        } else if (stream.isFull()) {
            stream.onDrain(drained -> pump());
        } else {
            fetch(board.events(sent, AT_ONCE));
        }
    }

    void heartbeat() {
        if (!ended) {
            stream.comment("waiting");
            stream.flush();
        }
    }

    void end() {
        ended = true;
    }

    private void fetch(CompletionStage<List<Told>> page) {
        fetching = true;
        more = false;
        Stages.onEventLoop(context, page).onComplete(fetched -> {
            fetching = false;
            if (fetched.failed()) {
                // The feed tells when there is something again.
                LOG.debug("events cannot be read", fetched.cause());
            } else if (!ended) {
                send(fetched.result());
            }
        });
    }

    private void send(List<Told> page) {
        for (Told each : page) {
            stream.event(each.id(), Buffer.buffer(TrainingJson.write(each.event())));
            sent = each.id();
        }
        stream.flush();
        if (more || page.size() >= AT_ONCE) {
            pump();
        }
    }
}
