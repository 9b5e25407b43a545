package dev.attune.server.http;

import dev.attune.api.OpenApi;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.OpenAPIContract;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;

/** Loads {@code openapi.yaml} for the router. */
final class Contract {
    /** The router's library takes an absolute address only; what it says has no effect. */
    private static final JsonArray SERVERS = new JsonArray().add(new JsonObject().put("url", "http://127.0.0.1"));

    private Contract() {}

    static Future<OpenAPIContract> load(Vertx vertx) {
        try (InputStream text = OpenApi.open()) {
            Map<String, Object> yaml = new Yaml().load(text);
            JsonObject contract = new JsonObject(yaml);
            contract.put("servers", SERVERS);
            hideOtherTypes(contract.getJsonObject("components").getJsonObject("responses"));
            JsonObject paths = contract.getJsonObject("paths");
            for (String path : paths.fieldNames()) {
                JsonObject operations = paths.getJsonObject(path);
                for (String method : operations.fieldNames()) {
                    hideOtherTypes(operations.getJsonObject(method).getJsonObject("responses"));
                }
            }
            return OpenAPIContract.from(vertx, contract);
        } catch (IOException e) {
            throw new UncheckedIOException("openapi.yaml cannot be read", e);
        }
    }

    /** The router's library refuses a contract with a media type it cannot decode; replies are not its business anyway. */
    private static void hideOtherTypes(JsonObject responses) {
        for (String status : responses.fieldNames()) {
            JsonObject content = responses.getJsonObject(status).getJsonObject("content", new JsonObject());
            content.fieldNames().removeIf(type -> !type.equals("application/json"));
        }
    }
}
