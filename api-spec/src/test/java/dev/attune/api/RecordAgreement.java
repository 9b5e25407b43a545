package dev.attune.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Holds one schema of the contract against the record (or, for fields that records share, the interface) of the same name:
 * property names, types, what may be missing.
 */
final class RecordAgreement {
    /** Records that stand for a JSON value which is not an object. */
    private static final Set<Class<?>> WRAPPERS = Set.of(MessageContent.class, StopStrings.class, TextPrompts.class);

    private final JsonNode contract;
    private final String name;
    private final JsonNode schema;

    RecordAgreement(JsonNode contract, String name) {
        this.contract = contract;
        this.name = name;
        this.schema = contract.at("/components/schemas/" + name);
    }

    void check() throws ClassNotFoundException {
        Map<String, Method> accessors = accessors(recordOf(name));
        Map<String, JsonNode> properties = properties(schema);
        assertThat(accessors.keySet()).as(name + ": names").isEqualTo(properties.keySet());
        accessors.forEach((property, accessor) -> {
            List<String> types = schemaTypes(Objects.requireNonNull(properties.get(property)));
            assertThat(jsonType(accessor.getGenericReturnType()))
                    .as(name + "." + property)
                    .isIn(types);
            assertThat(accessor.getAnnotatedReturnType().isAnnotationPresent(Nullable.class))
                    .as(name + "." + property + " may be missing or null")
                    .isEqualTo(!required(schema, property) || types.contains("null"));
        });
    }

    static Class<?> recordOf(String schema) throws ClassNotFoundException {
        return Class.forName(RecordAgreement.class.getPackageName() + "." + schema);
    }

    static boolean isObject(JsonNode schema) {
        return schema.path("type").asText().equals("object");
    }

    static String lastOf(String reference) {
        return reference.substring(reference.lastIndexOf('/') + 1);
    }

    private static Map<String, Method> accessors(Class<?> type) {
        Map<String, Method> byName = new TreeMap<>();
        List<Method> methods = type.isRecord()
                ? Arrays.stream(type.getRecordComponents())
                        .map(RecordComponent::getAccessor)
                        .toList()
                : List.of(type.getDeclaredMethods());
        for (Method accessor : methods) {
            JsonProperty renamed = accessor.getAnnotation(JsonProperty.class);
            byName.put(renamed == null ? accessor.getName() : renamed.value(), accessor);
        }
        return byName;
    }

    /** Properties by name, with those of the schemas it builds on, without those that have no effect. */
    private Map<String, JsonNode> properties(JsonNode of) {
        Map<String, JsonNode> byName = new TreeMap<>();
        of.path("allOf").forEach(part -> byName.putAll(properties(resolve(part))));
        of.path("properties").fields().forEachRemaining(property -> {
            if (!property.getValue().path("x-without-effect").asBoolean()) {
                byName.put(property.getKey(), property.getValue());
            }
        });
        return byName;
    }

    private boolean required(JsonNode by, String property) {
        for (JsonNode part : by.path("allOf")) {
            if (required(resolve(part), property)) {
                return true;
            }
        }
        for (JsonNode each : by.path("required")) {
            if (each.asText().equals(property)) {
                return true;
            }
        }
        return false;
    }

    private JsonNode resolve(JsonNode reference) {
        JsonNode target = contract.at(reference.path("$ref").asText().substring(1));
        assertThat(target.isMissingNode()).as(reference.toString()).isFalse();
        return target;
    }

    /** Every type the schema allows: JSON types, {@code array of …}, names of schemas. */
    private List<String> schemaTypes(JsonNode type) {
        List<String> types = new ArrayList<>();
        if (type.has("$ref")) {
            JsonNode target = resolve(type);
            if (isObject(target)) {
                types.add(lastOf(type.get("$ref").asText()));
            } else {
                types.addAll(schemaTypes(target));
            }
        }
        type.path("anyOf").forEach(each -> types.addAll(schemaTypes(each)));
        JsonNode words = type.path("type");
        (words.isArray() ? words : List.of(words)).forEach(word -> {
            switch (word.asText()) {
                case "" -> {}
                case "array" -> schemaTypes(type.path("items")).forEach(item -> types.add("array of " + item));
                case "object" ->
                    types.add(
                            type.has("additionalProperties")
                                    ? "map to "
                                            + schemaTypes(type.get("additionalProperties"))
                                                    .get(0)
                                    : "object");
                default -> types.add(word.asText());
            }
        });
        return types;
    }

    private static String jsonType(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            if (generic.getRawType() == List.class) {
                return "array of " + jsonType(arguments[0]);
            }
            return arguments[1] == Object.class ? "object" : "map to " + jsonType(arguments[1]);
        }
        Class<?> plain = (Class<?>) type;
        if (WRAPPERS.contains(plain) || plain == String.class) {
            return "string";
        }
        if (plain == ChunkUsage.class) {
            return "Usage";
        }
        if (Set.of(int.class, long.class, Integer.class, Long.class).contains(plain)) {
            return "integer";
        }
        if (Set.of(float.class, double.class, Float.class, Double.class).contains(plain)) {
            return "number";
        }
        return plain == Boolean.class ? "boolean" : plain.getSimpleName();
    }
}
