package dev.attune.server.chat;

import dev.attune.feedback.CompletionStore;
import dev.attune.server.access.Account;
import dev.attune.server.access.Caller;
import dev.attune.server.access.LimitException;
import dev.attune.server.config.ServerConfig;
import dev.attune.server.http.AccessLog;
import dev.attune.server.http.ApiException;
import dev.attune.server.http.LimitHeaders;
import dev.attune.server.http.RetryAfter;
import dev.attune.server.http.SseStream;
import dev.attune.server.metrics.RequestMeter;
import dev.attune.server.metrics.RequestMeters;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/** Begins exchanges: each gets an id, a reply, a deadline and a heartbeat, and is seen off. Used on event loops. */
public final class Exchanges {
    private final ChatService service;
    private final ServerConfig config;
    private final Supplier<? extends CompletionStore> completions;
    private final RequestMeters meters;
    private final Departures departures = new Departures();

    /** @param completions where everything that was answered is kept, once there is a model; saving must not wait */
    public Exchanges(
            ChatService service,
            ServerConfig config,
            Supplier<? extends CompletionStore> completions,
            RequestMeters meters) {
        this.service = service;
        this.config = config;
        this.completions = completions;
        this.meters = meters;
    }

    /**
     * Answers a call; if the client has already gone, not at all.
     *
     * @return the call
     * @throws ApiException 503 if the server has begun to stop
     * @throws LimitException if the caller's key has no tokens left for the prompt
     */
    Call begin(RoutingContext context, ChatModel model, Call call, Wording wording) {
        CompletionStore store = completions.get();
        return begin(context, new Answering(newId(wording.idPrefix()), model, call, wording, store::save, false));
    }

    /**
     * How a call is answered.
     *
     * @param id of the completion
     * @param endsWhenKept whether the reply must not end before the completion is kept
     */
    record Answering(String id, ChatModel model, Call call, Wording wording, Keeper keeper, boolean endsWhenKept) {}

    /** As the other one, by these means. */
    Call begin(RoutingContext context, Answering answering) {
        Call call = answering.call();
        ChatModel model = answering.model();
        if (AccessLog.isOver(context)) {
            return call;
        }
        Account account = Caller.of(context).account();
        charge(context, account, call);
        Reply reply = reply(context, call, answering.wording());
        RequestMeter meter = meters.begin(model.name(), AccessLog.arrivedNs(context), call.completions());
        Transcript transcript = new Transcript(answering.id(), call, answering.keeper());
        Reply last = answering.endsWhenKept() ? new KeptReply(context, reply) : reply;
        ChatExchange exchange = new ChatExchange(transcript, model, call, last, meter);
        Timers timers = new Timers(context.vertx(), exchange);
        context.addEndHandler(ended -> {
            timers.stop();
            exchange.cancel();
            exchange.describe((key, value) -> AccessLog.note(context, key, value));
            service.leave(exchange);
            account.spend(meter.tokens());
            if (meter.tokens() > 0) {
                departures.note(System.nanoTime());
            }
        });
        service.enter(exchange);
        departures.nextMs(System.nanoTime()).ifPresent(waitMs -> RetryAfter.expect(context, waitMs));
        exchange.submit();
        return call;
    }

    /** The prompt is paid for at once; what the model says, when it has said it. */
    private static void charge(RoutingContext context, Account account, Call call) {
        try {
            account.charge(call.promptTokens());
        } finally {
            LimitHeaders.put(context, account);
        }
    }

    private Reply reply(RoutingContext context, Call call, Wording wording) {
        if (!call.stream()) {
            return new WholeReply(context, wording, call.completions());
        }
        SseStream stream = new SseStream(context.response(), config.http().writeQueueBytes());
        return new StreamReply(context, stream, wording, call.completions(), call.includeUsage());
    }

    ServerConfig config() {
        return config;
    }

    static String newId(String prefix) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        HexFormat hex = HexFormat.of();
        return prefix + hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextInt());
    }

    /** The deadline and the heartbeat of one exchange. */
    private final class Timers {
        private final Vertx vertx;
        private final long deadline;
        private final long heartbeat;

        Timers(Vertx vertx, ChatExchange exchange) {
            this.vertx = vertx;
            int deadlineMs = config.chat().deadlineMs();
            this.deadline = vertx.setTimer(deadlineMs, late -> exchange.fail(ApiException.deadline(deadlineMs)));
            this.heartbeat = vertx.setPeriodic(config.http().heartbeatMs(), beat -> exchange.heartbeat());
        }

        void stop() {
            vertx.cancelTimer(deadline);
            vertx.cancelTimer(heartbeat);
        }
    }
}
