package dev.attune.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.attune.feedback.redis.FeedbackRedis;
import dev.attune.feedback.redis.TrainerLease;
import dev.attune.feedback.redis.TrainingBoard;
import dev.attune.feedback.training.TrainingControl.Mode;
import dev.attune.feedback.training.TrainingEvent;
import dev.attune.feedback.training.TrainingEvent.Kind;
import dev.attune.feedback.training.TrainingState;
import dev.attune.feedback.training.TrainingStatus;
import dev.attune.serving.GreedyProbe;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page that shows what was learned, with a trainer that speaks over a real Redis and versions of a real model. */
@ExtendWith(BrowserSession.class)
final class WebLearnedTest {
    private final VersionedServer server;
    private final FeedbackRedis redis;
    private final TrainingBoard board;
    private final TrainerLease lease;

    WebLearnedTest(@TempDir Path dataDir) {
        this.server = new VersionedServer(dataDir, Map.of());
        this.redis = server.redis();
        this.board = new TrainingBoard(redis);
        this.lease = join(redis.ping().thenCompose(there -> TrainerLease.take(redis, "test", Duration.ofMinutes(5))))
                .lease()
                .orElseThrow();
        server.publish(5, GreedyProbe.NONE);
        server.store()
                .reject(
                        server.store().read(1),
                        JsonNodeFactory.instance.objectNode().put("verdict", "its answers are 1.6 times as long"),
                        dir -> new OtherWeights(VersionedServer.MODEL).writeTo(dir, 3));
        String alone = "not enough feedback: needs feedback of at least 3 people, has that of 1";
        join(board.say(lease, new TrainingStatus(TrainingState.PPO, 1, Map.of("judgements_new", 12L), "", alone, 1)));
        tell(TrainingState.REWARD, 3, Map.of("reward/train_accuracy", 0.75));
        join(board.tell(lease, TrainingEvent.said(Kind.STAGE, 1, TrainingState.PPO, "practising on 300 prompts", 1)));
        for (int step = 1; step <= 20; step++) {
            tell(step);
        }
    }

    @AfterEach
    void stop() {
        lease.close();
        redis.close();
        server.close();
    }

    @Test
    void showsVersionsWithTheirVerdictsAndCurvesThatGrowWhileItTrains(Browser browser) {
        ChatPage page = opened(browser);
        assertThat(page.texts(".chain li h4"))
                .containsExactly("Version 3 refused", "Version 2 accepted", "Version 1 serving now");
        assertThat(page.text(".chain [data-version='3']")).contains("1.6 times as long", "made from version 1");
        assertThat(page.text(".training h3")).isEqualTo("Practising to be liked");
        page.until(() -> page.is(".plot svg[aria-label^='Reward: 20 at step 20']"));
        tell(21);
        page.until(() -> page.is(".plot svg[aria-label^='Reward: 21 at step 21, between 1 and 21']"));
        assertThat(page.text(".training"))
                .contains(
                        "practising on 300 prompts",
                        "step 21 of 60",
                        "about 39 s left",
                        "12 new judgements",
                        "at least 3 people, has that of 1");
        assertThat(page.is(".plot svg[aria-label^='Distance (KL): 2.63 at step 21']"))
                .isTrue();
        assertThat(page.is(".plot svg[aria-label^='Agreement: 0.75 at step 3']"))
                .isTrue();
    }

    @Test
    void showsAnswersFromBeforeAndAfterAsTextOnly(Browser browser) {
        ChatPage page = opened(browser);
        join(board.tell(
                lease,
                new TrainingEvent(
                        Kind.SAMPLES,
                        1,
                        TrainingState.GATE,
                        0,
                        0,
                        Map.of(),
                        null,
                        "",
                        List.of(new TrainingEvent.Sample("How are you?", "Fine.", "<b>Very</b> well!")),
                        1)));
        page.until(() -> page.is(".samples article"));
        assertThat(page.text(".samples article"))
                .contains("How are you?", "Before", "Fine.", "After", "<b>Very</b> well!");
    }

    @Test
    void adminsServeAVersionGoBackPauseAndStop(Browser browser) {
        ChatPage page = opened(browser);
        page.the(".chain [data-version='2'] [data-action=serve]").click();
        page.until(() -> page.text(".chain [data-version='2'] h4").endsWith("serving now"));
        assertThat(server.greedy().version()).isEqualTo(2);
        page.the("[data-wish=rollback]").click();
        browser.driver().switchTo().alert().accept();
        page.until(() -> page.text(".training").contains("version 1 answers"));
        assertThat(server.greedy().version()).isEqualTo(1);
        page.the("[data-wish=pause]").click();
        page.until(() -> !page.isShown("[data-wish=pause]"));
        assertThat(join(board.control()).mode()).isEqualTo(Mode.PAUSE);
        page.the("[data-wish=resume]").click();
        page.until(() -> page.isShown("[data-wish=pause]"));
        page.the("[data-wish=stop]").click();
        browser.driver().switchTo().alert().accept();
        page.until(() -> page.text(".training h3").equals("Learning is stopped"));
        assertThat(join(board.control()).mode()).isEqualTo(Mode.STOP);
    }

    @Test
    void aCycleThatFailedSaysWhyAndWinRatesAreDrawn(Browser browser) {
        ChatPage page = opened(browser);
        for (int cycle = 1; cycle <= 3; cycle++) {
            join(board.tell(
                    lease,
                    new TrainingEvent(
                            Kind.VERDICT,
                            cycle,
                            TrainingState.GATE,
                            0,
                            0,
                            Map.of("win_rate_low", 0.4 + cycle / 8.0),
                            null,
                            "accepted",
                            List.of(),
                            cycle)));
        }
        page.until(() -> page.is(".plot svg[aria-label^='Win rate: 0.775 at ']"));
        assertThat(page.run("const svg = document.querySelector(\".plot svg[aria-label^='Win rate']\");"
                        + " return [...svg.querySelectorAll('path')].map(path => path.getAttribute('d')).join('')"))
                .asString()
                .matches("M[^L]+L[^L]+L[^L]+");
        String reason = "cycle 3 failed: step 7 gave a loss of NaN; the last checkpoint is good";
        join(board.say(lease, new TrainingStatus(TrainingState.FAILED, 3, Map.of(), "", reason, 9)));
        join(board.tell(lease, TrainingEvent.said(Kind.FAILED, 3, TrainingState.PPO, reason, 9)));
        page.until(() -> page.text(".training h3").equals("The last cycle failed"));
        assertThat(page.text(".training")).contains("step 7 gave a loss of NaN");
    }

    /** Events pass, manifests stay. */
    @Test
    void everyVersionShowsItsWinRateAndTheCurveIsMadeOfThem(Browser browser) {
        examined(1, Map.of("win_rate_low", 0.905, "win_rate", 0.925));
        examined(2, Map.of("win_rate_low", 0.508, "win_rate", 0.539));
        ChatPage page = opened(browser);
        assertThat(page.text(".chain [data-version='4'] .wins"))
                .isEqualTo("Win rate 92.5 %, 90.5 % at least (95 % bound)");
        assertThat(page.text(".chain [data-version='5']")).contains("accepted", "Win rate 53.9 %");
        page.until(() -> page.is(".plot svg[aria-label^='Win rate: 0.539 at step 2, between 0.539 and 0.925']"));
    }

    @Test
    void aManifestWithoutTheRateItselfShowsItsBound(Browser browser) {
        examined(1, Map.of("win_rate_low", 0.905));
        examined(2, Map.of("win_rate_low", 0.508, "win_rate", 0.539));
        ChatPage page = opened(browser);
        assertThat(page.text(".chain [data-version='4'] .wins")).isEqualTo("Win rate 90.5 % at least (95 % bound)");
        page.until(() -> page.is(".plot svg[aria-label^='Win rate: 0.508 at step 2, between 0.508 and 0.905']"));
    }

    private void examined(int cycle, Map<String, Double> checks) {
        ObjectNode details = JsonNodeFactory.instance.objectNode().put("cycle", cycle);
        ObjectNode verdict = details.putObject("verdict").put("accepted", true);
        checks.forEach((name, value) -> verdict.withArray("checks")
                .addObject()
                .put("name", name)
                .put("value", value)
                .put("passed", true)
                .put("sentence", ""));
        server.store().publish(server.store().read(1), details, dir -> new OtherWeights(VersionedServer.MODEL)
                .writeTo(dir, 3));
    }

    @Test
    void aServedVersionThatWasDeletedIsNamed(Browser browser) throws IOException {
        ChatPage page = opened(browser);
        page.the(".chain [data-version='2'] [data-action=serve]").click();
        page.until(() -> page.text(".chain [data-version='2'] h4").endsWith("serving now"));
        server.delete(2);
        page.until(() -> page.text(".training").contains("version 2 answers from memory but was deleted"));
        assertThat(page.texts(".chain li h4")).containsExactly("Version 3 refused", "Version 1 one step back");
    }

    @ParameterizedTest
    @CsvSource({"light, 1280, 900", "dark, 360, 740"})
    void axeFindsNothingSeriousAndEverythingFits(String look, int width, int height, Browser browser) {
        browser.look(look);
        browser.size(width, height, width < 600);
        ChatPage page = opened(browser);
        page.until(() -> page.is(".plot svg[aria-label^='Reward: 20']"));
        assertThat(browser.seriousFindings()).isEmpty();
        assertThat(page.run("return document.documentElement.scrollWidth")).isEqualTo((long) width);
        assertThat(page.run("const at = document.getElementById('page'); return at.scrollWidth <= at.clientWidth"))
                .isEqualTo(true);
    }

    private ChatPage opened(Browser browser) {
        ChatPage page = ChatPage.ready(browser, server.url());
        page.run("location.hash = '#/learned'");
        page.until(() -> page.isShown(".learned .chain li"));
        return page;
    }

    private void tell(int step) {
        Map<String, Double> metrics = Map.of(
                "objective/scores",
                (double) step,
                "objective/kl",
                0.2 * Math.sqrt(step),
                "objective/kl_k3",
                step / 8.0,
                "objective/entropy",
                30.0 - step / 3.0,
                "response_length",
                24.0 + step % 3);
        tell(TrainingState.PPO, step, metrics);
    }

    private void tell(TrainingState stage, int step, Map<String, Double> metrics) {
        join(board.tell(
                lease, new TrainingEvent(Kind.STEP, 1, stage, step, 60, metrics, 60.0 - step, "", List.of(), step)));
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
