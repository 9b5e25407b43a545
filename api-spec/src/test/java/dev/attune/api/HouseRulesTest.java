package dev.attune.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.yaml.snakeyaml.Yaml;

/** What every operation of the contract owes its readers. */
final class HouseRulesTest {
    private static final JsonNode CONTRACT = load();

    @TestFactory
    List<DynamicTest> hasANameASummaryAndATag() {
        return forEachOperation(operation -> {
            assertThat(operation.path("operationId").asText()).matches("[a-z][A-Za-z]+");
            assertThat(operation.path("summary").asText())
                    .matches("[A-Z].{3,60}")
                    .doesNotEndWith(".");
            assertThat(operation.path("tags")).hasSize(1);
        });
    }

    @TestFactory
    List<DynamicTest> showsAnExampleOfEverythingThatIsSent() {
        return forEachOperation(operation -> {
            assertThat(examples(operation.path("requestBody"))).as("request").isEqualTo(operation.has("requestBody"));
            for (JsonNode response : operation.path("responses")) {
                assertThat(examples(resolve(response)))
                        .as(response.toString())
                        .isEqualTo(resolve(response).has("content"));
            }
        });
    }

    @TestFactory
    List<DynamicTest> saysHowItCanBeAskedWrongly() {
        return forEachOperation(operation -> {
            List<String> statuses = new ArrayList<>();
            operation.path("responses").fieldNames().forEachRemaining(statuses::add);
            if (operation.has("requestBody")) {
                assertThat(statuses).contains("400", "413", "415");
            }
            if (operation.has("parameters")) {
                assertThat(statuses).containsAnyOf("400", "404");
            }
            if (needsKey(operation)) {
                assertThat(statuses).contains("401", "403", "429");
            }
            assertThat(statuses).containsAnyOf("500", "503");
        });
    }

    @TestFactory
    List<DynamicTest> everyReplyHasItsIdAndEveryFailureItsBody() {
        return forEachOperation(
                operation -> operation.path("responses").fields().forEachRemaining(documented -> {
                    JsonNode response = resolve(documented.getValue());
                    assertThat(response.path("headers").has("x-request-id"))
                            .as(documented.getKey())
                            .isTrue();
                    if (documented.getKey().matches("[45].*")) {
                        assertThat(response.at("/content/application~1json/schema/$ref")
                                        .asText())
                                .as(documented.getKey())
                                .isEqualTo("#/components/schemas/ErrorReply");
                    }
                }));
    }

    /** The server's validation compares each item with each other one: a long list would keep it busy. */
    @Test
    void noListMustBeOfDifferentItems() {
        assertThat(CONTRACT.findValues("uniqueItems")).isEmpty();
    }

    private static List<DynamicTest> forEachOperation(Consumer<JsonNode> rule) {
        List<DynamicTest> tests = new ArrayList<>();
        CONTRACT.path("paths").fields().forEachRemaining(path -> path.getValue()
                .fields()
                .forEachRemaining(operation -> tests.add(DynamicTest.dynamicTest(
                        operation.getKey() + " " + path.getKey(), () -> rule.accept(operation.getValue())))));
        assertThat(tests).hasSizeGreaterThan(10);
        return tests;
    }

    private static boolean examples(JsonNode message) {
        boolean any = false;
        for (JsonNode media : message.path("content")) {
            any |= !media.path("examples").isEmpty();
        }
        return any;
    }

    private static boolean needsKey(JsonNode operation) {
        JsonNode own = operation.path("security");
        return !(own.isMissingNode() ? CONTRACT.path("security") : own).isEmpty();
    }

    private static JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? CONTRACT.at(node.get("$ref").asText().substring(1)) : node;
    }

    private static JsonNode load() {
        try (InputStream contract = OpenApi.open()) {
            return new ObjectMapper().valueToTree(new Yaml().load(contract));
        } catch (IOException e) {
            throw new IllegalStateException("openapi.yaml cannot be read", e);
        }
    }
}
