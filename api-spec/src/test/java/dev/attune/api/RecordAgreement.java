package dev.attune.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Holds one schema of the contract against the record of the same name: property names, types, what may be missing. */
final class RecordAgreement {
    /** Records that stand for a JSON value which is not an object. */
    private static final Set<Class<?>> WRAPPERS = Set.of(MessageContent.class, StopStrings.class);

    private final JsonNode contract;
    private final String name;
    private final JsonNode schema;

    RecordAgreement(JsonNode contract, String name) {
        this.contract = contract;
        this.name = name;
        this.schema = contract.at("/components/schemas/" + name);
    }

    void check() throws ClassNotFoundException {
        Map<String, RecordComponent> components = components(recordOf(name));
        assertThat(components.keySet()).as(name + ": names").isEqualTo(properties());
        components.forEach((property, component) -> {
            JsonNode type = schema.at("/properties").get(property);
            assertThat(jsonType(component.getGenericType()))
                    .as(name + "." + property)
                    .isIn(schemaTypes(type));
            assertThat(component.getAnnotatedType().isAnnotationPresent(Nullable.class))
                    .as(name + "." + property + " may be missing or null")
                    .isEqualTo(!required(property) || schemaTypes(type).contains("null"));
        });
    }

    static Class<?> recordOf(String schema) throws ClassNotFoundException {
        return Class.forName(RecordAgreement.class.getPackageName() + "." + schema);
    }

    static String lastOf(String reference) {
        return reference.substring(reference.lastIndexOf('/') + 1);
    }

    private static Map<String, RecordComponent> components(Class<?> record) {
        Map<String, RecordComponent> byName = new LinkedHashMap<>();
        for (RecordComponent component : record.getRecordComponents()) {
            JsonProperty renamed = component.getAccessor().getAnnotation(JsonProperty.class);
            byName.put(renamed == null ? component.getName() : renamed.value(), component);
        }
        return byName;
    }

    private Set<String> properties() {
        Set<String> names = new TreeSet<>();
        schema.at("/properties").fields().forEachRemaining(property -> {
            if (!property.getValue().path("x-without-effect").asBoolean()) {
                names.add(property.getKey());
            }
        });
        return names;
    }

    private boolean required(String property) {
        for (JsonNode each : schema.path("required")) {
            if (each.asText().equals(property)) {
                return true;
            }
        }
        return false;
    }

    /** Every type the schema allows: JSON types, {@code array of …}, names of schemas. */
    private List<String> schemaTypes(JsonNode type) {
        List<String> types = new ArrayList<>();
        if (type.has("$ref")) {
            types.add(lastOf(type.get("$ref").asText()));
            assertThat(contract.at(type.get("$ref").asText().substring(1)).isMissingNode())
                    .isFalse();
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
        if (Set.of(float.class, double.class, Double.class).contains(plain)) {
            return "number";
        }
        return plain == Boolean.class ? "boolean" : plain.getSimpleName();
    }
}
