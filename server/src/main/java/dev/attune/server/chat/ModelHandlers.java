package dev.attune.server.chat;

import dev.attune.api.ModelList;
import dev.attune.api.Status;
import dev.attune.server.http.ApiException;
import dev.attune.server.http.Json;
import dev.attune.server.http.Stages;
import io.vertx.ext.web.RoutingContext;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** {@code listModels}, {@code getModel}, {@code getHealth}, {@code getReady}: what is served and whether it is. */
public final class ModelHandlers {
    private final ChatService service;
    private final Supplier<CompletionStage<Void>> pulse;

    /** @param pulse completes if all else that answers need is there; must not wait */
    public ModelHandlers(ChatService service, Supplier<CompletionStage<Void>> pulse) {
        this.service = service;
        this.pulse = pulse;
    }

    public void list(RoutingContext context) {
        Json.send(context, ModelList.of(List.of(loaded().card())));
    }

    public void get(RoutingContext context) {
        String id = URLDecoder.decode(context.pathParam("id"), StandardCharsets.UTF_8);
        ChatModel model = loaded();
        if (!model.name().equals(id)) {
            throw ApiException.modelNotFound(id, model.name());
        }
        Json.send(context, model.card());
    }

    public void health(RoutingContext context) {
        Json.send(context, Status.OK);
    }

    public void ready(RoutingContext context) {
        service.model();
        Stages.onEventLoop(context, pulse.get())
                .onSuccess(there -> Json.send(context, Status.READY))
                .onFailure(context::fail);
    }

    private ChatModel loaded() {
        return service.loadedModel().orElseThrow(ApiException::notReady);
    }
}
