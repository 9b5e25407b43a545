package dev.attune.serving.text.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Expected texts in the fixtures were written by Python's jinja2 3.1, set up as the reference sets it up for chats. */
class TemplateTest {
    private static final Path FIXTURES = Path.of("src/test/resources/jinja");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-21T10:20:30Z"), ZoneOffset.UTC);
    private static final TemplateLimits SMALL = new TemplateLimits(20_000, 200_000, 50);

    @Test
    void rendersExpressionsAndStatementsAsTheReferenceDoes() throws IOException {
        JsonNode fixtures = JSON.readTree(FIXTURES.resolve("cases.json").toFile());
        Map<String, Object> values = map(fixtures.path("data"));
        List<String> different = new ArrayList<>();
        for (JsonNode testCase : fixtures.path("cases")) {
            compare(testCase, testCase.path("template").asText(), values, different);
        }
        assertThat(fixtures.path("cases")).hasSizeGreaterThan(300);
        assertThat(different).isEmpty();
    }

    @Test
    void rendersChatsAsTheReferenceDoes() throws IOException {
        JsonNode fixtures = JSON.readTree(FIXTURES.resolve("chats.json").toFile());
        List<String> different = new ArrayList<>();
        for (JsonNode testCase : fixtures.path("cases")) {
            Map<String, Object> values = map(testCase.path("variables"));
            JsonNode tools = testCase.path("tools").asBoolean() ? fixtures.path("tools") : NullNode.instance;
            values.put(
                    "messages",
                    value(fixtures.path("chats").path(testCase.path("chat").asInt())));
            values.put("tools", value(tools));
            values.put("bos_token", "<s>");
            values.put("eos_token", "</s>");
            String name = testCase.path("template").asText() + ".jinja";
            compare(testCase, Files.readString(FIXTURES.resolve(name)), values, different);
        }
        assertThat(fixtures.path("cases")).hasSizeGreaterThan(100);
        assertThat(different).isEmpty();
    }

    private static void compare(JsonNode testCase, String source, Map<String, ?> values, List<String> different) {
        String expected = testCase.has("ok")
                ? testCase.path("ok").asText()
                : testCase.has("refusal")
                        ? "refusal: " + testCase.path("refusal").asText()
                        : "error";
        String actual = outcome(source, values);
        if (!expected.equals(actual)) {
            different.add(source + "\nexpected: " + expected + "\nactual:   " + actual);
        }
    }

    private static String outcome(String source, Map<String, ?> values) {
        try {
            return Template.parse(source)
                    .render(values, TemplateLimits.DEFAULT, CLOCK)
                    .text();
        } catch (TemplateRefusal refusal) {
            return "refusal: " + refusal.getMessage();
        } catch (TemplateException failure) {
            return "error";
        }
    }

    @Test
    void namesLineAndConstructOfAFailure() {
        assertThatThrownBy(() -> render("one\n{% if true %}\n  {{ x.y }}\n{% endif %}"))
                .isInstanceOf(TemplateException.class)
                .hasMessage("line 3, {{ }}: 'x' is undefined")
                .extracting(failure -> ((TemplateException) failure).line())
                .isEqualTo(3);
        assertThatThrownBy(() -> Template.parse("one\n{% for x in %}")).hasMessageContaining("line 2");
        assertThatThrownBy(() -> Template.parse("one\n{% if x %}\n")).hasMessageContaining("line 2");
    }

    @Test
    void refusesInTheTemplatesOwnWords() {
        assertThatThrownBy(() -> render("{% if true %}{{ raise_exception('No ' ~ 'system role') }}{% endif %}"))
                .isInstanceOf(TemplateRefusal.class)
                .hasMessage("No system role");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{% include 'a' %}", "{% import 'a' as b %}", "{% from 'a' import b %}", "{% extends 'a' %}"})
    void standsAlone(String source) {
        assertThatThrownBy(() -> Template.parse(source))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining("stands alone");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{% for a in range(1000) %}{% for b in range(1000) %}{% endfor %}{% endfor %}",
                "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
                "{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}",
                "{% set n = namespace(s='x') %}{% for i in range(99) %}{% set n.s = n.s ~ n.s %}{% endfor %}",
                "{% set n = namespace(s=[1]) %}{% for i in range(99) %}{% set n.s = n.s + n.s %}{% endfor %}",
                "{{ 'x' * 10 ** 12 }}",
                "{{ [0] * 10 ** 9 }}",
                "{{ 10 ** 100000 }}",
                "{{ range(10 ** 9) }}",
                "{{ 'x' | center(2000000000) }}",
                "{{ 'x'.zfill(2000000000) }}",
                "{{ 'x' | indent(2000000000, true) }}",
                "{{ '%2000000000d' % 1 }}",
                "{{ '%.2000000000f' % 1 }}",
                "{{ '{:900000000}'.format(1) }}",
                "{{ ('x' * 1000).replace('x', 'y' * 1000) }}",
                "{{ (['y' * 1000] * 1000) | join }}",
                "{{ [1] | batch(2000000000, 0) | list }}",
                "{{ [1] | slice(2000000000) | list }}",
                "{{ [[[1]]] | tojson(indent=2000000000) }}",
            })
    void stopsWhatCostsTooMuch(String source) {
        Template template = Template.parse(source);
        assertThatThrownBy(() -> template.render(Map.of(), SMALL, CLOCK))
                .isInstanceOf(TemplateException.class)
                .hasMessageMatching("(?s).*(more than|deeper than|longer than|too large|at most).*");
    }

    @Test
    void refusesTemplatesAndValuesThatAreNestedTooDeep() {
        String brackets = "{{ " + "(".repeat(100_000) + "1" + ")".repeat(100_000) + " }}";
        assertThatThrownBy(() -> Template.parse(brackets)).isInstanceOf(TemplateException.class);
        String blocks = "{% if true %}".repeat(10_000);
        assertThatThrownBy(() -> Template.parse(blocks)).isInstanceOf(TemplateException.class);
        List<Object> deep = List.of();
        for (int i = 0; i < 10_000; i++) {
            deep = List.of(deep);
        }
        Map<String, Object> values = Map.of("deep", deep);
        assertThatThrownBy(() -> Template.parse("{{ deep }}").render(values))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void takesNothingButPlainValues() {
        assertThatThrownBy(() -> Template.parse("").render(Map.of("x", new Object())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.lang.Object");
        assertThat(render("{{ ''.__class__ }}{{ ''['__class__'] }}{{ {}.getClass }}"))
                .isEmpty();
    }

    @Test
    void refusesNumbersThatAreTooLarge() {
        Map<String, Object> values = Map.of("x", BigInteger.TEN.pow(10_000));
        assertThatThrownBy(() -> Template.parse("{{ x }}").render(values)).isInstanceOf(TemplateException.class);
        assertThatThrownBy(() -> Template.parse("{{ " + "9".repeat(2_000) + " }}"))
                .isInstanceOf(TemplateException.class);
    }

    /** Looking for each tag's end anew would take minutes. */
    @Test
    void readsTagsThatNeverEndOnce() {
        assertThat(Template.parse("{{ x | striptags | length }}").render(Map.of("x", "<".repeat(300_000))))
                .isEqualTo("300000");
    }

    @Test
    void leavesValuesAsTheyWere() {
        List<Object> list = new ArrayList<>(List.of(1));
        Map<String, Object> values = Map.of("list", list);
        assertThatThrownBy(() -> Template.parse("{{ list.append(2) }}").render(values))
                .hasMessageContaining("unsafe");
        assertThat(list).containsExactly(1);
    }

    @Test
    void neverReadsValuesAsTemplate() {
        String nasty = "{{ 40 + 2 }}{% set x = 1 %}{# gone #}{% raw %}";
        assertThat(Template.parse("{{ x }}{{ x | string | trim }}{{ '%s' % x }}")
                        .render(Map.of("x", nasty)))
                .isEqualTo(nasty.repeat(3));
    }

    @Test
    void marksWhereGenerationBlocksLie() {
        Template template =
                Template.parse("U{% generation %}one{% endgeneration %}U\n{% generation %}\ntwo{% endgeneration %}");
        MarkedText marked = template.render(Map.of(), TemplateLimits.DEFAULT, CLOCK);
        assertThat(template.marksGenerations()).isTrue();
        assertThat(marked.text()).isEqualTo("UoneU\ntwo");
        assertThat(marked.generated()).containsExactly(new Span(1, 4), new Span(6, 9));
    }

    @Test
    void failsOnNonsenseInNoOtherWay() throws IOException {
        String source = Files.readString(FIXTURES.resolve("thinking.jinja"));
        Random random = new Random(7);
        String pieces = "{}%#-'\"()[]|.,:~+=*\\\n x0if";
        for (int i = 0; i < 2_000; i++) {
            StringBuilder mutant = new StringBuilder(source);
            for (int edits = random.nextInt(1, 5); edits > 0; edits--) {
                int at = random.nextInt(mutant.length());
                String piece = String.valueOf(pieces.charAt(random.nextInt(pieces.length())));
                mutant.replace(at, at + random.nextInt(3), piece);
            }
            assertThatCode(() -> outcome(mutant.toString(), Map.of("messages", List.of(Map.of("role", "user")))))
                    .as(mutant.toString())
                    .doesNotThrowAnyException();
        }
    }

    private static String render(String source) {
        return Template.parse(source).render(Map.of());
    }

    private static Map<String, Object> map(JsonNode object) {
        return new LinkedHashMap<>(JSON.convertValue(object, new TypeReference<Map<String, Object>>() {}));
    }

    private static Object value(JsonNode node) {
        return JSON.convertValue(node, Object.class);
    }
}
