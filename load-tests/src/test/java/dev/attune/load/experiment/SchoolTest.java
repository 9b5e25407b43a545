package dev.attune.load.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.attune.load.experiment.ExperimentPlan.Size;
import dev.attune.load.experiment.HeldOut.Answers;
import dev.attune.load.experiment.School.Round;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way over HTTP, with a server whose learning is known in closed form. */
final class SchoolTest {
    private static final Preference ASKS_BACK = new Preference(Map.of(Property.ASKS_BACK, 1.0));
    private static final Noise NOISE = new Noise(0.3, 0.15);
    private static final World WORLD = new World(ASKS_BACK, NOISE, 0, new Attainable(0.9, 1, 1), 0.745, 0.875);

    @TempDir
    private Path out = Path.of("");

    /** Of 200 prompts: false alarms of four standard errors, 6e-5. */
    @Test
    void whatPeopleWantIsLearnedAndMeasured() throws Exception {
        try (Crowd crowd = new Crowd(4);
                LearningServer before = new LearningServer();
                LearningServer server = new LearningServer()) {
            HeldOut heldOut = heldOut(before, crowd);
            Summary summary = summary(crowd, before, server, heldOut, Labels.TRUE);

            double p = LearningServer.LEARNED;
            double expected = p * (0.75 + 0.25 / 2) + (1 - p) * (0.75 / 2);
            assertThat(summary.winRate()).isCloseTo(expected, within(0.1));
            assertThat(summary.wilsonLow()).isLessThan(summary.winRate());
            double kl = p * Math.log(p / 0.25) + (1 - p) * Math.log((1 - p) / 3 / 0.25);
            assertThat(summary.sequenceKl()).isCloseTo(kl, within(0.3));
            assertThat(summary.rmAccuracyOverCeiling()).isCloseTo(0.7 / ceilingOfRawRankings(), within(1e-12));
            assertThat(summary.round2OverRound1()).isNull();
            assertThat(server.routes).contains("/v1/feedback", "/v1/rankings", "/v1/demonstrations", "/v1/suggestions");
            assertThat(Files.readAllLines(out.resolve("answers-main-2.jsonl"))).hasSize(200);
            assertThat(Files.readString(out.resolve("judgements-main.jsonl")))
                    .contains("\"ranking\"", "\"up\"", "\"down\"");
        }
    }

    @Test
    void theContraryIsLearnedFromContraryLabels() throws Exception {
        try (Crowd crowd = new Crowd(4);
                LearningServer before = new LearningServer();
                LearningServer server = new LearningServer()) {
            HeldOut heldOut = heldOut(before, crowd);
            assertThat(summary(crowd, before, server, heldOut, Labels.FLIPPED).winRate())
                    .isLessThan(0.5);
        }
    }

    private Summary summary(Crowd crowd, LearningServer before, LearningServer server, HeldOut heldOut, Labels labels)
            throws Exception {
        Size size = new Size(8, 6, 4, 1, 200, 1, 1, 0, 1);
        ExperimentPlan plan = new ExperimentPlan(Path.of("nowhere"), out, 3, size, false, List.of());
        School school = new School(WORLD, heldOut, plan, crowd, new Journal(out), said -> {});
        List<Ask> asks = Asks.shuffled(new Random(1)).deal(2 * 8 * 6);
        Results results = new Results(
                heldOut,
                new Experiment.Drawn(WORLD, WORLD.attainable()),
                new SequenceKl(new Talk(before.url()), crowd));
        Arm arm = new Arm("main", labels, false, 2, 1);
        List<Round> rounds = school.teach(arm, server.url(), asks, 0.25);
        results.add(arm, rounds);
        assertThat(rounds)
                .extracting(round -> round.answers().versions())
                .containsExactly(List.of("m@w2"), List.of("m@w3"));
        return results.summary(plan);
    }

    /** As anybody can tell it from the file: of the people whom nobody learned from, a careless one agrees half of the time. */
    private double ceilingOfRawRankings() throws Exception {
        List<Double> ceilings = new ArrayList<>();
        for (String line : Files.readAllLines(out.resolve("judgements-main.jsonl"))) {
            JsonNode judged = new ObjectMapper().readTree(line);
            JsonNode answers = judged.path("answers");
            Ask ask = new Ask("", judged.path("ask").asText(), "");
            boolean counts = judged.path("said").asText().equals("ranking")
                    && LearningServer.HELD_OUT.contains(judged.path("user").asText());
            for (int other = 1; counts && other < answers.size(); other++) {
                double worth = ASKS_BACK.score(ask, answers.path(other).asText());
                for (int one = 0; one < other; one++) {
                    double ahead = ASKS_BACK.score(ask, answers.path(one).asText()) - worth;
                    double likely = 1 / (1 + Math.exp(-Math.abs(ahead) / NOISE.temperature()));
                    ceilings.add(judged.path("careless").asBoolean() ? 0.5 : likely);
                }
            }
        }
        return ceilings.stream().mapToDouble(each -> each).average().orElseThrow();
    }

    private static HeldOut heldOut(LearningServer before, Crowd crowd) throws Exception {
        List<Ask> asks = Asks.shuffled(new Random(2)).deal(200);
        return new HeldOut(
                asks, Answers.drawn(new Talk(before.url()), crowd, asks, 4).exchanges(), ASKS_BACK);
    }
}
