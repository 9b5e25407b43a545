package dev.attune.trainer.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.attune.serving.checkpoint.CheckpointException;
import dev.attune.trainer.data.LeftOut;
import dev.attune.trainer.data.Preferences;
import dev.attune.trainer.data.RankedPrompt;
import dev.attune.trainer.model.AdamWConfig;
import dev.attune.trainer.run.TrainerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RewardTrainingTest {
    private final Path folder;
    private final Path start;
    private final TinyPeople people = new TinyPeople(11);
    private final Preferences heldOut = new Preferences(
            new TinyPeople(12).rankings(100, 4, 1), new TinyPeople(13).thumbs(200, 1), List.of(), LeftOut.NOTHING);
    private final TinyPeople.Listener listener = new TinyPeople.Listener();

    RewardTrainingTest(@TempDir Path folder) {
        this.folder = folder;
        this.start = TinyPeople.model(folder.resolve("start"));
    }

    @Test
    void rankingsTeachWhatPeopleLikeThoughAFifthOfThemErr() {
        Preferences noisy = new Preferences(people.rankings(800, 4, 0.8), List.of(), List.of(), LeftOut.NOTHING);
        RewardResult result = train("out", noisy, TinyPeople.recipe());
        assertThat(result.finished()).isTrue();
        assertThat(result.quality().accuracy()).isGreaterThan(0.93);
        assertThat(result.quality().auroc()).isGreaterThan(0.93);
        assertThat(result.quality().thumbAuroc()).isGreaterThan(0.93);
        assertThat(listener.steps.get(0))
                .containsKeys("loss/reward", "reward/train_accuracy", "grad_norm", "lr", "tokens");
        assertThat(listener.notes.get(1)).startsWith("held-out: ");
        assertThat(listener.steps.get(listener.steps.size() - 1))
                .containsEntry("reward/accuracy", result.quality().accuracy())
                .containsKeys("reward/auroc", "reward/calibration_error", "reward/thumb_auroc", "reward/held_out_loss");
    }

    @Test
    void thumbsAloneTeachItTooWhereTheyAreAllowedTo() {
        Preferences thumbs = new Preferences(List.of(), people.thumbs(1500, 0.85), List.of(), LeftOut.NOTHING);
        assertThatThrownBy(() -> train("refused", thumbs, TinyPeople.recipe()))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("1500 thumbs alone");
        RewardResult result = train("out", thumbs, TinyPeople.recipe().withThumbsAlone());
        assertThat(result.quality().thumbAuroc()).isGreaterThan(0.9);
        assertThat(result.quality().accuracy()).isGreaterThan(0.9);
    }

    @Test
    void severalHeadsLearnItTogetherAndTheirDoubtLowersTheScore() {
        RewardRecipe bold = withHeads(4, 0);
        RewardRecipe careful = withHeads(4, 2);
        Preferences rankings = people.ofRankings(300);
        assertThat(train("bold", rankings, bold).quality().accuracy()).isGreaterThan(0.9);
        train("careful", rankings, careful);
        assertThat(RewardModel.cautious(new float[] {1, 3}, 2)).isEqualTo(0, within(1e-6));
        double[] sure = scores("bold", rankings.demonstrations());
        double[] doubtful = scores("careful", rankings.demonstrations());
        assertThat(Arrays.stream(doubtful).average().orElseThrow()).isEqualTo(0, within(1e-4));
        assertThat(doubtful).isNotEqualTo(sure);
    }

    @Test
    void demonstrationsScoreZeroInTheMean() {
        Preferences rankings = people.ofRankings(100);
        train("out", rankings, TinyPeople.recipe());
        double[] scores = scores("out", rankings.demonstrations());
        assertThat(Arrays.stream(scores).average().orElseThrow()).isEqualTo(0, within(1e-5));
        assertThat(Arrays.stream(scores).map(Math::abs).max().orElseThrow()).isGreaterThan(0.01);
    }

    @Test
    void theSameTaskLeavesTheSameBytesAlsoAfterItWasHalted() throws IOException {
        Preferences rankings = people.ofRankings(100);
        train("straight", rankings, TinyPeople.recipe());
        int steps = listener.steps.size();
        listener.halt = done -> done >= steps + 3;
        assertThat(train("again", rankings, TinyPeople.recipe()).finished()).isFalse();
        assertThat(folder.resolve("again")).doesNotExist();
        listener.halt = done -> false;
        train("again", rankings, TinyPeople.recipe());
        for (String file : List.of("model.safetensors", "config.json", "manifest.json")) {
            assertThat(folder.resolve("again").resolve(file))
                    .hasSameBinaryContentAs(folder.resolve("straight").resolve(file));
        }
    }

    @Test
    void whatIsDoneIsNotDoneAgainAndNotReplaced() {
        Preferences rankings = people.ofRankings(40);
        RewardResult first = train("out", rankings, TinyPeople.recipe());
        int steps = listener.steps.size();
        assertThat(train("out", rankings, TinyPeople.recipe())).isEqualTo(first);
        assertThat(listener.steps).hasSize(steps);
        assertThatThrownBy(() -> train("out", rankings, TinyPeople.recipe().withSeed(9)))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("another recipe");
    }

    @Test
    void theFolderSaysWhatItIsToOtherTools() throws IOException {
        train("out", people.ofRankings(40), withHeads(2, 0));
        JsonNode config =
                new ObjectMapper().readTree(folder.resolve("out/config.json").toFile());
        assertThat(config.path("id2label")).hasSize(2);
        assertThat(config.path("pad_token_id").asInt()).isEqualTo(2);
        assertThat(config.path("torch_dtype").asText()).isEqualTo("float32");
        JsonNode manifest =
                new ObjectMapper().readTree(folder.resolve("out/manifest.json").toFile());
        assertThat(manifest.at("/details/zero_is_the_mean_of").asText()).isEqualTo("demonstrations");
        assertThat(manifest.at("/details/held_out/pairs").asLong()).isEqualTo(heldOut.pairs());
        assertThat(manifest.at("/files/model.safetensors/sha256").asText()).hasSize(64);
    }

    @Test
    void aDamagedFolderIsNotOpened() throws IOException {
        train("out", people.ofRankings(20), TinyPeople.recipe());
        Path weights = folder.resolve("out/model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length / 2] ^= 1;
        Files.write(weights, bytes);
        assertThatThrownBy(() -> scores("out", people.demonstrations(1)))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("model.safetensors");
    }

    @Test
    void aLossThatIsNoNumberIsOneClearErrorAndLeavesNothing() {
        AdamWConfig wild = new AdamWConfig(0.9, 0.95, 1e-8, 0, 1e30);
        RewardRecipe recipe = new RewardRecipe(1, 8, 2048, 1e30, 1, 0, wild, 1, 0, 0.5, false, 0, 1, false);
        assertThatThrownBy(() -> train("out", people.ofRankings(40), recipe))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("of the reward model gave a loss of")
                .hasMessageContaining("try a lower learning rate");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void peopleWhoContradictEachOtherTeachNothingAndBreakNothing() {
        List<RankedPrompt> both = new ArrayList<>();
        for (RankedPrompt ranked : people.rankings(60, 4, 1)) {
            List<RankedPrompt.Pair> pairs = new ArrayList<>(ranked.pairs());
            ranked.pairs()
                    .forEach(pair ->
                            pairs.add(new RankedPrompt.Pair(pair.loser(), pair.winner(), pair.weight(), pair.user())));
            both.add(new RankedPrompt(ranked.answers(), pairs, 2));
        }
        RewardResult result =
                train("out", new Preferences(both, List.of(), List.of(), LeftOut.NOTHING), TinyPeople.recipe());
        assertThat(result.finished()).isTrue();
        assertThat(result.quality().loss()).isBetween(0.6, 1.0);
    }

    @Test
    void whoGuessesIsSaidAndCountsForLess() {
        List<RankedPrompt> rankings = new ArrayList<>();
        for (int i = 0; i < 240; i++) {
            rankings.add(people.ranking("user" + i % 8, 4, i % 8 < 2 ? 0.5 : 1));
        }
        Preferences said = new Preferences(rankings, List.of(), List.of(), LeftOut.NOTHING);
        train("alike", said, TinyPeople.recipe());
        assertThat(listener.notes).noneMatch(note -> note.contains("guessed"));
        RewardResult result = train("weighed", said, TinyPeople.recipe().withGuessers(0.1));
        assertThat(result.finished()).isTrue();
        assertThat(listener.notes).anyMatch(note -> note.startsWith("2 of 8 people rank as if they guessed"));
    }

    @Test
    void nothingToLearnFromIsSaidSo() {
        assertThatThrownBy(() -> train("out", Preferences.NONE, TinyPeople.recipe()))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("no ranking");
        Preferences praise = new Preferences(List.of(), people.thumbs(1, 1), List.of(), LeftOut.NOTHING);
        assertThatThrownBy(() -> train("out", praise, TinyPeople.recipe().withThumbsAlone()))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("both up and down");
    }

    private static RewardRecipe withHeads(int heads, double caution) {
        return new RewardRecipe(
                1, 64, 2048, 3e-3, 0.1, 0.05, TinyPeople.recipe().adamW(), heads, caution, 0.5, false, 0, 1, false);
    }

    private RewardResult train(String name, Preferences preferences, RewardRecipe recipe) {
        return RewardTraining.run(new RewardTask(start, folder.resolve(name), preferences, heldOut, recipe), listener);
    }

    private double[] scores(String name, List<int[]> sequences) {
        try (NDManager manager = NDManager.newBaseManager("PyTorch");
                RewardModel model = RewardModel.open(folder.resolve(name), false, manager)) {
            return model.scores(sequences);
        }
    }
}
