package dev.attune.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.attune.feedback.training.TrainingMetrics;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** The dashboard and the alerts ask for what a live server says. */
final class DashboardTest {
    private static final Path CONF = Path.of("src/main/dist/conf");
    private static final Pattern CURVE = Pattern.compile("curve\\(run, '(\\w+)', '([^']+)'\\)");
    private static final Pattern NAME = Pattern.compile("\\b(?:attune|process|jvm|system)_[a-z0-9_]+");
    private static final Pattern SELECTOR = Pattern.compile("([a-z_0-9]+)\\{([^}]*)}");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)\\s*=~?");

    private static Scrape live;

    @BeforeAll
    static void look() throws Exception {
        try (RunningServer server = RunningServer.start()) {
            HttpClient client = HttpClient.newHttpClient();
            client.send(server.post(Bodies.say("hello")).build(), BodyHandlers.ofString());
            System.gc(); // So that there has been a pause to speak of.
            live = Scrape.of(server.url());
        }
    }

    @Test
    void everyNameInTheDashboardIsLive() throws IOException {
        List<String> expressions = new ArrayList<>();
        JsonNode dashboard =
                new ObjectMapper().readTree(CONF.resolve("grafana/attune.json").toFile());
        dashboard.findValues("expr").forEach(expr -> expressions.add(expr.asText()));
        dashboard.findValues("definition").forEach(query -> expressions.add(query.asText()));
        assertThat(expressions).hasSizeGreaterThan(30);
        requireLive(expressions);
    }

    @Test
    void thePageDrawsWhatTrainersTell() throws IOException {
        String page = Files.readString(Path.of("src/main/resources/web/js/view/learn/learned.js"));
        List<String> drawn = CURVE.matcher(page)
                .results()
                .map(curve -> curve.group(1) + " " + curve.group(2))
                .toList();
        Stream<String> told = Stream.concat(
                TrainingMetrics.POLICY.stream().map(name -> "ppo " + name),
                TrainingMetrics.REWARD.stream().map(name -> "reward " + name));
        assertThat(drawn).hasSize(6).isSubsetOf(told.toList());
    }

    @Test
    void everyNameInTheAlertsIsLive() throws IOException {
        Map<String, Object> rules = new Yaml().load(Files.readString(CONF.resolve("prometheus/attune-alerts.yml")));
        JsonNode tree = new ObjectMapper().valueToTree(rules);
        List<String> expressions = new ArrayList<>();
        tree.findValues("expr").forEach(expr -> expressions.add(expr.asText()));
        assertThat(expressions).hasSizeGreaterThan(5);
        requireLive(expressions);
    }

    /** Panels lie beside each other, each with an id of its own. */
    @Test
    void theDashboardIsWellFormed() throws IOException {
        JsonNode panels = new ObjectMapper()
                .readTree(CONF.resolve("grafana/attune.json").toFile())
                .path("panels");
        Set<Integer> ids = new TreeSet<>();
        Set<String> taken = new TreeSet<>();
        for (JsonNode panel : panels) {
            assertThat(ids.add(panel.path("id").asInt())).isTrue();
            JsonNode place = panel.path("gridPos");
            for (int x = 0; x < place.path("w").asInt(); x++) {
                for (int y = 0; y < place.path("h").asInt(); y++) {
                    int column = place.path("x").asInt() + x;
                    assertThat(column).isLessThan(24);
                    assertThat(taken.add(column + "/" + (place.path("y").asInt() + y)))
                            .isTrue();
                }
            }
        }
        assertThat(ids).hasSizeGreaterThan(20);
    }

    private static void requireLive(List<String> expressions) {
        Set<String> asked = new TreeSet<>();
        for (String expression : expressions) {
            Matcher names = NAME.matcher(expression);
            while (names.find()) {
                asked.add(names.group());
            }
            requireLabels(expression);
        }
        assertThat(asked).isNotEmpty();
        assertThat(live.names()).containsAll(asked);
    }

    /** A label that no series bears makes a panel empty for ever. {@code instance} and {@code job} are Prometheus's own. */
    private static void requireLabels(String expression) {
        Matcher selectors = SELECTOR.matcher(expression);
        while (selectors.find()) {
            String name = selectors.group(1);
            Matcher labels = LABEL.matcher(selectors.group(2));
            while (labels.find()) {
                String label = labels.group(1);
                if (!Set.of("instance", "job").contains(label)) {
                    assertThat(live.series().keySet())
                            .as("%s{%s}", name, label)
                            .anyMatch(series -> series.startsWith(name + "{") && series.contains(label + "=\""));
                }
            }
        }
    }
}
