package dev.attune.server.training;

import dev.attune.api.TrainerReport;
import dev.attune.api.TrainingReport;
import dev.attune.feedback.FeedbackUnavailableException;
import dev.attune.feedback.redis.TrainingBoard;
import dev.attune.feedback.training.TrainingControl;
import dev.attune.feedback.training.TrainingStatus;
import dev.attune.server.config.ServerConfig;
import dev.attune.server.http.ApiException;
import dev.attune.server.http.Json;
import dev.attune.server.http.SseStream;
import dev.attune.server.http.Stages;
import dev.attune.server.policy.PolicyDecisions;
import dev.attune.serving.engine.QueueFullException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * {@code getTraining}, {@code streamTrainingEvents}, {@code startTraining}, {@code pauseTraining}, {@code resumeTraining} and {@code
 * stopLearning}.
 */
public final class TrainingHandlers {
    private static final String EVENT_ID = "\\d{1,20}(-\\d{1,20})?";

    private final TrainingService training;
    private final PolicyDecisions policy;
    private final ServerConfig config;
    private final AtomicInteger streams = new AtomicInteger();

    public TrainingHandlers(TrainingService training, PolicyDecisions policy, ServerConfig config) {
        this.training = training;
        this.policy = policy;
        this.config = config;
    }

    public void get(RoutingContext context) {
        reply(context, Future.succeededFuture());
    }

    public void start(RoutingContext context) {
        want(context, TrainingBoard::start);
    }

    public void pause(RoutingContext context) {
        want(context, TrainingBoard::pause);
    }

    /** Training first: a hold is given up only when it goes on. */
    public void resume(RoutingContext context) {
        TrainingBoard board = training.board();
        reply(
                context,
                Stages.onEventLoop(context, board.resume())
                        .compose(resumed -> policy.release(context, "training resumed")));
    }

    /** The version first, because that does not need Redis. */
    public void stop(RoutingContext context) {
        TrainingBoard board = training.board();
        reply(
                context,
                policy.hold(context, "learning stopped").compose(held -> Stages.onEventLoop(context, board.stop())));
    }

    public void events(RoutingContext context) {
        TrainingBoard board = training.board();
        TrainingFeed feed = training.feed().orElseThrow(ApiException::notReady);
        String after = context.request().getHeader("Last-Event-ID");
        if (after != null && !after.matches(EVENT_ID)) {
            throw ApiException.badRequest("Last-Event-ID must be an id of an event, or 0.", "Last-Event-ID");
        }
        if (streams.incrementAndGet() > config.training().maxStreams()) {
            streams.decrementAndGet();
            throw new QueueFullException(
                    config.training().maxStreams() + " readers watch training already; try again when one has left.");
        }
        SseStream events = new SseStream(context.response(), config.http().writeQueueBytes());
        TrainingStream stream = new TrainingStream(context, board, events);
        watch(context, feed, stream);
        if (after == null) {
            stream.open();
        } else {
            stream.openAfter(after);
        }
    }

    private void watch(RoutingContext context, TrainingFeed feed, TrainingStream stream) {
        Context loop = context.vertx().getOrCreateContext();
        Runnable poke = () -> loop.runOnContext(now -> stream.pump());
        long timer = context.vertx().setPeriodic(config.http().heartbeatMs(), tick -> stream.heartbeat());
        feed.listen(poke);
        context.addEndHandler(gone -> {
            stream.end();
            feed.leave(poke);
            context.vertx().cancelTimer(timer);
            streams.decrementAndGet();
        });
    }

    private void want(RoutingContext context, Function<TrainingBoard, CompletionStage<Void>> wish) {
        reply(context, Stages.onEventLoop(context, wish.apply(training.board())));
    }

    /** Says how training stands once something is done. */
    private void reply(RoutingContext context, Future<Void> done) {
        TrainingBoard board = training.board();
        done.compose(nothing -> Stages.onEventLoop(context, report(board)))
                .onSuccess(report -> Json.send(context, report))
                .onFailure(failure -> context.fail(unheard(failure)));
    }

    private static Throwable unheard(Throwable failure) {
        return failure instanceof FeedbackUnavailableException away ? ApiException.trainingUnavailable(away) : failure;
    }

    private CompletionStage<TrainingReport> report(TrainingBoard board) {
        return board.status()
                .thenCombine(board.control(), (status, control) ->
                        (Function<TrainerReport, TrainingReport>) trainer -> report(status, control, trainer))
                .thenCombine(board.trainer().thenApply(training::report), Function::apply);
    }

    private TrainingReport report(TrainingStatus status, TrainingControl control, TrainerReport trainer) {
        TrainingFeed.Newest newest = training.newest();
        return new TrainingReport(
                "training",
                status.state().word(),
                control.mode().word(),
                control.startAsked(),
                status.cycle(),
                newest.step(),
                newest.steps(),
                newest.etaS(),
                status.evidence(),
                newest.metrics(),
                status.verdict(),
                status.message(),
                status.atMs() / 1000,
                trainer);
    }
}
