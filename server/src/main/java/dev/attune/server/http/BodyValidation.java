package dev.attune.server.http;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import io.vertx.openapi.contract.Location;
import io.vertx.openapi.contract.MediaType;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.validation.impl.RequestParameterImpl;
import io.vertx.openapi.validation.impl.ValidatedRequestImpl;
import java.util.Map;
import java.util.Objects;

/**
 * Validates the JSON body of one operation against the contract, as the router would, but by a validator that is made once: making
 * one copies every schema of the contract, and the router does it for each request. A small body is checked on the event loop,
 * because the way to another thread and back takes longer than the check.
 */
final class BodyValidation implements Handler<RoutingContext> {
    private static final int SMALL_BYTES = 16_384;

    private final Validator validator;

    private BodyValidation(Validator validator) {
        this.validator = validator;
    }

    /** Whether an operation has nothing to validate but a JSON body; headers are looked at by those who read them. */
    static boolean fits(Operation operation) {
        return operation.getParameters().stream().allMatch(parameter -> parameter.getIn() == Location.HEADER)
                && operation.getRequestBody() != null
                && operation.getRequestBody().isRequired()
                && operation.getRequestBody().getContent().containsKey(MediaType.APPLICATION_JSON);
    }

    static BodyValidation of(OpenAPIContract contract, Operation operation) {
        MediaType json =
                Objects.requireNonNull(operation.getRequestBody().getContent().get(MediaType.APPLICATION_JSON));
        return new BodyValidation(contract.getSchemaRepository().validator(json.getSchema()));
    }

    @Override
    public void handle(RoutingContext context) {
        Buffer body = context.body().buffer();
        if (body == null || body.length() == 0) {
            context.fail(ApiException.badRequest("The request needs a JSON body.", null));
        } else if (body.length() > SMALL_BYTES) {
            context.vertx()
                    .executeBlocking(() -> check(body), false)
                    .onSuccess(json -> accept(context, json))
                    .onFailure(context::fail);
        } else {
            // What it throws fails the request.
            accept(context, check(body));
        }
    }

    private Object check(Buffer body) {
        Object json = Json.decodeValue(body);
        OutputUnit found = validator.validate(json);
        if (!Boolean.TRUE.equals(found.getValid())) {
            throw Validation.refusal(found, json);
        }
        return json;
    }

    private static void accept(RoutingContext context, Object json) {
        context.put(
                RouterBuilder.KEY_META_DATA_VALIDATED_REQUEST,
                new ValidatedRequestImpl(Map.of(), Map.of(), Map.of(), Map.of(), new RequestParameterImpl(json)));
        context.next();
    }
}
