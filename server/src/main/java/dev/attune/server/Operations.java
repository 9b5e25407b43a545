package dev.attune.server;

import static java.util.Map.entry;

import dev.attune.server.chat.ChatHandler;
import dev.attune.server.chat.ChatService;
import dev.attune.server.chat.Draws;
import dev.attune.server.chat.Exchanges;
import dev.attune.server.chat.ModelHandlers;
import dev.attune.server.chat.TextHandler;
import dev.attune.server.chat.TokenHandlers;
import dev.attune.server.feedback.DrawHandlers;
import dev.attune.server.feedback.ErasureHandler;
import dev.attune.server.feedback.ExportHandler;
import dev.attune.server.feedback.FeedbackService;
import dev.attune.server.feedback.JudgementHandlers;
import dev.attune.server.feedback.OwnJudgements;
import dev.attune.server.feedback.RulesHandler;
import dev.attune.server.metrics.Metrics;
import dev.attune.server.metrics.MetricsHandler;
import dev.attune.server.policy.PolicyHandlers;
import dev.attune.server.training.TrainingHandlers;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;

/** Who answers which operation of the contract. */
final class Operations {

    private Operations() {}

    /** What people decide about versions and training. */
    record Learning(PolicyHandlers policy, TrainingHandlers training) {}

    static Map<String, Handler<RoutingContext>> of(
            ChatService service, Exchanges exchanges, FeedbackService feedback, Learning learning, Metrics metrics) {
        TokenHandlers tokens = new TokenHandlers(service);
        ModelHandlers models = new ModelHandlers(service, feedback::pulse);
        PolicyHandlers versions = learning.policy();
        TrainingHandlers training = learning.training();
        JudgementHandlers judgements = new JudgementHandlers(feedback, metrics.feedback());
        DrawHandlers draws = new DrawHandlers(feedback, new Draws(service, exchanges));
        return Map.ofEntries(
                entry("createChatCompletion", new ChatHandler(service, exchanges)),
                entry("createCompletion", new TextHandler(service, exchanges)),
                entry("tokenize", tokens::tokenize),
                entry("detokenize", tokens::detokenize),
                entry("applyTemplate", tokens::applyTemplate),
                entry("listModels", models::list),
                entry("getModel", models::get),
                entry("getHealth", models::health),
                entry("getReady", models::ready),
                entry("giveThumb", judgements::thumb),
                entry("giveRanking", judgements::ranking),
                entry("giveComparison", judgements::comparison),
                entry("giveDemonstration", judgements::demonstration),
                entry("retractFeedback", judgements::retract),
                entry("listOwnFeedback", new OwnJudgements(feedback)),
                entry("getFeedbackRules", new RulesHandler(feedback)),
                entry("drawAlternatives", draws::alternatives),
                entry("drawSuggestions", draws::suggestions),
                entry("beginRankingSession", draws::rankingSession),
                entry("exportFeedback", new ExportHandler(feedback)),
                entry("eraseUser", new ErasureHandler(feedback)),
                entry("getPolicy", versions::get),
                entry("listPolicyVersions", versions::list),
                entry("rollbackPolicy", versions::rollback),
                entry("promotePolicyVersion", versions::promote),
                entry("getTraining", training::get),
                entry("streamTrainingEvents", training::events),
                entry("startTraining", training::start),
                entry("pauseTraining", training::pause),
                entry("resumeTraining", training::resume),
                entry("stopLearning", training::stop),
                entry("getMetrics", new MetricsHandler(metrics)));
    }
}
