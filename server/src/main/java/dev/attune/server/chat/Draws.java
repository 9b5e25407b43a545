package dev.attune.server.chat;

import dev.attune.api.ChatMessage;
import dev.attune.feedback.CompletionRecord;
import dev.attune.server.config.ServerConfig;
import dev.attune.server.http.AccessLog;
import dev.attune.server.http.ApiException;
import dev.attune.server.http.SseStream;
import dev.attune.serving.engine.GenerationRequest;
import dev.attune.serving.engine.SamplingParams;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;

/** Answers one prompt several times, for somebody to judge. The reply ends when the answers are kept. Used on event loops. */
public final class Draws {
    private final ChatService service;
    private final Exchanges exchanges;
    private final ServerConfig config;

    public Draws(ChatService service, Exchanges exchanges) {
        this.service = service;
        this.exchanges = exchanges;
        this.config = exchanges.config();
    }

    /**
     * What is wanted.
     *
     * @param id the completion is to have
     * @param user who will judge
     * @param keeper is given the answers when all of them have ended, and not otherwise
     */
    public record Order(String id, String user, int answers, boolean stream, Keeper keeper) {}

    /** How long an answer may take. */
    public Duration longest() {
        return Duration.ofMillis(config.chat().deadlineMs());
    }

    /** An id that nobody has yet. */
    public static String newId() {
        return Exchanges.newId("chatcmpl-");
    }

    /**
     * Answers the prompt that was gone on from by a choice of a completion.
     *
     * @throws ApiException 400 if the model that is served cannot
     */
    public void again(RoutingContext context, Order order, CompletionRecord source, CompletionRecord.Prompt prompt) {
        ChatModel model = service.model();
        int[] ids = prompt.ids().stream().mapToInt(Integer::intValue).toArray();
        for (int id : ids) {
            if (id >= model.vocabularySize()) {
                throw ApiException.badRequest(source.id() + " was answered by another model.", "completion_id");
            }
        }
        Asked asked = new Asked(order.user(), source.messages(), Map.of("alternative_of", source.id()));
        int most = Math.min(prompt.maxTokens(), config.feedback().maxAnswerTokens());
        begin(
                context,
                model,
                order,
                call(model, order, asked, ids, most, source.sampling().stop()));
    }

    /** Answers a conversation; the result says whether it was begun. */
    public Future<Void> first(RoutingContext context, Order order, List<ChatMessage> messages) {
        ChatModel model = service.model();
        ChatCall.checkMessages(messages);
        // Templates and tokenizers take as long as the text is: not on an event loop.
        return context.vertx()
                .executeBlocking(() -> model.promptIds(messages), false)
                .map(ids -> {
                    Asked asked = Asked.chat(order.user(), messages, null);
                    begin(
                            context,
                            model,
                            order,
                            call(model, order, asked, ids, config.feedback().maxAnswerTokens(), List.of()));
                    return null;
                });
    }

    /** Gives a reply again that was given before; alike, but for how a stream is cut. */
    public void repeat(RoutingContext context, CompletionRecord drawn, boolean stream) {
        int answers = drawn.choices().size();
        DrawWording wording = new DrawWording(drawn.id(), drawn.messages(), answers);
        Reply reply = stream
                ? new StreamReply(
                        context,
                        new SseStream(context.response(), config.http().writeQueueBytes()),
                        wording,
                        answers,
                        false)
                : new WholeReply(context, wording, answers);
        reply.started(
                new ReplyHead(drawn.id(), drawn.times().createdMs() / 1000, drawn.model(), "", drawn.weightsVersion()));
        for (CompletionRecord.Choice choice : drawn.choices()) {
            reply.piece(choice.index(), new Piece(choice.text(), List.of(), List.of()));
            reply.finished(choice.index(), choice.finishReason());
        }
        reply.end(dev.attune.api.Usage.of(0, 0, 0), CompletableFuture.completedStage(null));
    }

    private void begin(RoutingContext context, ChatModel model, Order order, Call call) {
        if (AccessLog.isOver(context)) {
            return;
        }
        DrawWording wording = new DrawWording(order.id(), call.asked().messages(), order.answers());
        exchanges.begin(
                context, new Exchanges.Answering(order.id(), model, call, wording, whole(order.keeper()), true));
    }

    /** Half of an order is for nobody: whoever asks again gets all of it. */
    private static Keeper whole(Keeper keeper) {
        return drawn -> drawn.choices().stream()
                        .anyMatch(choice -> choice.finishReason().equals(Transcript.CANCELLED))
                ? CompletableFuture.failedStage(ApiException.draining())
                : keeper.keep(drawn);
    }

    private Call call(ChatModel model, Order order, Asked asked, int[] ids, int most, List<String> stops) {
        int room = CallFields.room(model, ids.length, null, "messages");
        Prompt prompt = new Prompt(ids, new GenerationRequest.Ending(Math.min(room, most), 0, false, model.endIds()));
        SamplingParams sampling = new SamplingParams(
                config.feedback().temperature(),
                1,
                0,
                0,
                1,
                0,
                0,
                Map.of(),
                OptionalLong.of(ThreadLocalRandom.current().nextLong()));
        return new Call(asked, List.of(prompt), order.answers(), sampling, -1, stops, order.stream(), false, false);
    }
}
