package dev.attune.server.feedback;

import dev.attune.api.FeedbackRules;
import dev.attune.feedback.JudgementRules;
import dev.attune.server.http.Json;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** {@code getFeedbackRules}: the reasons and criteria that are configured, in their order. Runs on event loops. */
public final class RulesHandler implements Handler<RoutingContext> {
    private final FeedbackService service;

    public RulesHandler(FeedbackService service) {
        this.service = service;
    }

    @Override
    public void handle(RoutingContext context) {
        JudgementRules rules = service.store().rules();
        Json.send(
                context,
                FeedbackRules.of(
                        List.copyOf(rules.reasons()),
                        List.copyOf(rules.criteria()),
                        rules.commentBytes(),
                        rules.textBytes()));
    }
}
