package dev.attune.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.attune.api.OpenApi;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;

/**
 * What the contract says about replies, read without the server's own code. Stricter than the file in one point: a reply
 * may hold no property that its schema does not name.
 */
final class ReplyContract {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BASE = "https://attune.test/contract";

    private final JsonNode contract = load();
    private final SchemaRegistry registry = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder -> builder.schemas(iri -> iri.equals(BASE) ? contract.toString() : null));
    private final Map<String, Schema> schemas = new TreeMap<>();

    /** The path of the contract that a request's path is one of. */
    Optional<String> templateOf(String path) {
        for (String template : (Iterable<String>) () -> contract.path("paths").fieldNames()) {
            String pattern = Pattern.quote(template).replaceAll("\\{[^}]+}", "\\\\E[^/]+\\\\Q");
            if (path.equals(template) || path.matches(pattern)) {
                return Optional.of(template);
            }
        }
        return Optional.empty();
    }

    boolean takes(String template, String method) {
        return operation(template, method).isObject();
    }

    /** The reply with this status; missing if it is not documented. */
    JsonNode response(String template, String method, int status) {
        return resolve(operation(template, method).path("responses").path(Integer.toString(status)));
    }

    /** What is wrong with a reply's headers; {@code valueOf} gives null for one that is not there. */
    void checkHeaders(JsonNode response, Function<String, @Nullable String> valueOf) {
        response.path("headers").fields().forEachRemaining(documented -> {
            JsonNode header = resolve(documented.getValue());
            String value = valueOf.apply(documented.getKey());
            if (value == null && header.path("required").asBoolean()) {
                throw new AssertionError("the header " + documented.getKey() + " is missing");
            }
            if (value != null) {
                check(header.path("schema"), JSON.valueToTree(value), "header " + documented.getKey());
            }
        });
    }

    void checkBody(JsonNode schema, String json) {
        check(schema, read(json), json);
    }

    /** A chunk of a stream, whichever kind it says it is. */
    void checkChunk(JsonNode chunk) {
        String schema =
                switch (chunk.path("object").asText()) {
                    case "chat.completion.chunk" -> "ChatCompletionChunk";
                    case "alternatives.chunk" -> "AlternativesChunk";
                    default -> "TextCompletionChunk";
                };
        check(schema(schema), chunk, chunk.toString());
    }

    /** What every failure looks like, also that of a path the contract does not know. */
    void checkError(String json) {
        check(schema("ErrorReply"), read(json), json);
    }

    private void check(JsonNode schema, JsonNode value, String what) {
        var errors = compiled(schema).validate(value);
        if (!errors.isEmpty()) {
            throw new AssertionError(what + " breaks the contract: " + errors);
        }
    }

    private synchronized Schema compiled(JsonNode schema) {
        return schemas.computeIfAbsent(
                schema.toString(),
                text -> schema.has("$ref")
                        ? registry.getSchema(
                                SchemaLocation.of(BASE + schema.get("$ref").asText()))
                        : registry.getSchema(schema));
    }

    private static JsonNode schema(String name) {
        return JSON.createObjectNode().put("$ref", "#/components/schemas/" + name);
    }

    private JsonNode operation(String template, String method) {
        return contract.path("paths").path(template).path(method.toLowerCase(Locale.ROOT));
    }

    private JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? contract.at(node.get("$ref").asText().substring(1)) : node;
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + json, e);
        }
    }

    private static JsonNode load() {
        try (InputStream text = OpenApi.open()) {
            JsonNode contract = JSON.valueToTree(new Yaml().load(text));
            contract.at("/components/schemas").forEach(ReplyContract::close);
            return contract;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void close(JsonNode schema) {
        if (schema.has("properties") && !schema.has("additionalProperties") && !schema.has("allOf")) {
            ((ObjectNode) schema).put("additionalProperties", false);
        }
    }
}
