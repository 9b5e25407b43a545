package dev.attune.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.yaml.snakeyaml.Yaml;

/** The contract and the records say the same. */
final class ContractTest {
    /** MessageContent joins the parts as it reads them, so that they have no record of their own. */
    private static final String JOINED = "TextPart";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNode CONTRACT = load();

    @TestFactory
    List<DynamicTest> everySchemaHasARecordThatAgrees() {
        List<DynamicTest> tests = new ArrayList<>();
        CONTRACT.at("/components/schemas").fieldNames().forEachRemaining(schema -> {
            boolean object = RecordAgreement.isObject(CONTRACT.at("/components/schemas/" + schema));
            if (object && !schema.equals(JOINED)) {
                tests.add(DynamicTest.dynamicTest(schema, () -> new RecordAgreement(CONTRACT, schema).check()));
            }
        });
        assertThat(tests).hasSizeGreaterThan(30);
        return tests;
    }

    /** An example is valid, and it survives the way through its record without losing or gaining a key. */
    @TestFactory
    List<DynamicTest> everyExampleIsValidAndSurvivesItsRecord() {
        List<DynamicTest> tests = new ArrayList<>();
        for (JsonNode media : CONTRACT.findValues("application/json")) {
            addExamples(media, tests);
        }
        for (JsonNode media : CONTRACT.findValues("text/event-stream")) {
            addExamples(media, tests);
        }
        assertThat(tests).hasSizeGreaterThan(20);
        return tests;
    }

    @Test
    void everyOperationHasAnIdOfItsOwn() {
        Set<String> ids = new HashSet<>();
        CONTRACT.at("/paths")
                .forEach(path -> path.forEach(operation -> assertThat(
                                ids.add(operation.path("operationId").asText()))
                        .isTrue()));
        assertThat(ids).contains("createChatCompletion", "listModels", "getModel", "getHealth", "getReady");
        assertThat(ids).doesNotContain("");
    }

    @Test
    void anOperationThatNeedsAKeySaysWhatHappensWithout() {
        CONTRACT.at("/paths")
                .forEach(path -> path.forEach(operation -> {
                    JsonNode security = operation.path("security").isMissingNode()
                            ? CONTRACT.path("security")
                            : operation.path("security");
                    if (!security.isEmpty()) {
                        assertThat(operation.path("responses").fieldNames())
                                .toIterable()
                                .as(operation.path("operationId").asText())
                                .contains("401", "403", "429");
                    }
                }));
    }

    @Test
    void everyOperationSaysWhatAFailureLooksLike() {
        CONTRACT.at("/paths")
                .forEach(path -> path.forEach(operation -> {
                    List<String> failures = new ArrayList<>();
                    operation.path("responses").fieldNames().forEachRemaining(failures::add);
                    failures.removeIf(status -> status.startsWith("2"));
                    assertThat(failures)
                            .as(operation.path("operationId").asText())
                            .isNotEmpty();
                }));
    }

    private static void addExamples(JsonNode media, List<DynamicTest> tests) {
        String schema = RecordAgreement.lastOf(media.at("/schema/$ref").asText());
        media.path("examples")
                .fields()
                .forEachRemaining(example -> tests.add(DynamicTest.dynamicTest(
                        schema + " " + example.getKey(),
                        () -> checkExample(schema, example.getValue().path("value")))));
    }

    private static void checkExample(String schema, JsonNode example) throws Exception {
        assertThat(errors(schema, example)).isEmpty();
        Object value = JSON.treeToValue(example, RecordAgreement.recordOf(schema));
        assertThat(errors(schema, JSON.valueToTree(value))).isEmpty();
        if (!schema.endsWith("Request")) {
            assertThat(JSON.readTree(JSON.writeValueAsString(value))).isEqualTo(JSON.readTree(example.toString()));
        }
    }

    private static List<Error> errors(String schema, JsonNode value) {
        SchemaRegistry registry = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12,
                builder -> builder.schemas(
                        iri -> iri.equals("https://attune.test/contract") ? CONTRACT.toString() : null));
        return registry.getSchema(SchemaLocation.of("https://attune.test/contract#/components/schemas/" + schema))
                .validate(value);
    }

    private static JsonNode load() {
        try (InputStream contract = OpenApi.open()) {
            return JSON.valueToTree(new Yaml().load(contract));
        } catch (IOException e) {
            throw new IllegalStateException("openapi.yaml cannot be read", e);
        }
    }
}
