package dev.attune.trainer.sft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.attune.serving.checkpoint.Dtype;
import dev.attune.serving.text.ChatMessage;
import dev.attune.serving.text.EncodedChat;
import dev.attune.trainer.bpe.BpeTrainer;
import dev.attune.trainer.bpe.TokenizerFiles;
import dev.attune.trainer.data.Conversation;
import dev.attune.trainer.data.ConversationEncoder;
import dev.attune.trainer.data.LeftOut;
import dev.attune.trainer.data.Preferences;
import dev.attune.trainer.data.RankedPrompt;
import dev.attune.trainer.data.TokenStore;
import dev.attune.trainer.model.AdamWConfig;
import dev.attune.trainer.model.FreshLlama;
import dev.attune.trainer.report.Progress;
import dev.attune.trainer.reward.RewardRecipe;
import dev.attune.trainer.reward.RewardTask;
import dev.attune.trainer.reward.RewardTraining;
import dev.attune.trainer.reward.RewardWatcher;
import dev.attune.trainer.run.TrainerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reward model of people who like noise better than what is learned: the less a checkpoint has learned, the better for them. */
class SftByRewardTest {
    private static final int VOCABULARY = 300;
    private static final int CONTEXT = 64;
    private static final int STEPS = 20;
    private static final int ANSWER = 12;

    private final Path folder;
    private final Path data;
    private final Path start;
    private final Path reward;

    SftByRewardTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        this.data = folder.resolve("data.jsonl");
        this.start = folder.resolve("start");
        this.reward = folder.resolve("reward");
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            lines.add("{\"messages\":[{\"role\":\"user\",\"content\":\"" + question(i)
                    + "\"},{\"role\":\"assistant\",\"content\":\"" + answer(i) + "\"}]}");
        }
        Files.write(data, lines);
        new FreshLlama(VOCABULARY, 32, 2, 4, 2, 8, 48, CONTEXT, 1, 2).write(start, 5);
        TokenizerFiles.write(BpeTrainer.train(lines.stream(), BpeTrainer.CHATML_SPECIALS, VOCABULARY), start, CONTEXT);
        teach(reward, 1);
    }

    @Test
    void theCheckpointThatTheRewardModelLikesBestComesOutThoughAnotherHasTheLowestLoss() throws Exception {
        assertThat(run("by-loss", config("by-loss", Optional.empty(), false)))
                .contains("wrote the model of step 20 to " + folder.resolve("by-loss"));

        List<String> notes = run("by-reward", config("by-reward", liking(reward), false));
        Map<Long, Double> scores = scores("by-reward");
        assertThat(scores.keySet()).as("evenly spread").containsExactly(5L, 10L, 15L, 20L);
        long best = scores.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
        assertThat(best).isLessThan(STEPS);
        assertThat(notes).contains("wrote the model of step " + best + " to " + folder.resolve("by-reward"));
        assertThat(folder.resolve("by-reward/checkpoints"))
                .isDirectoryContaining(path -> path.endsWith("step-%08d".formatted(best)));
    }

    @Test
    void aRunThatWasStoppedGoesOnToTheBitAndToTheSameChoice() throws Exception {
        List<String> straight = run("straight", config("straight", liking(reward), false));
        int[] asked = {0};
        SftResult stopped = Sft.run(config("resumed", liking(reward), false), new Notes(), () -> asked[0]++ >= 7);
        assertThat(stopped.step()).isEqualTo(7);
        List<String> resumed = run("resumed", config("resumed", liking(reward), true));

        assertThat(scores("resumed")).isEqualTo(scores("straight"));
        assertThat(Files.mismatch(model("resumed"), model("straight"))).isEqualTo(-1);
        assertThat(resumed.get(resumed.size() - 1).replace("resumed", "straight"))
                .isEqualTo(straight.get(straight.size() - 1));
    }

    @Test
    void underAnotherRewardModelOrNoneItIsAnotherRun() throws Exception {
        Path other = folder.resolve("other");
        teach(other, 2);
        run("out", config("out", liking(reward), false));
        for (Optional<RewardChoice> changed : List.of(
                liking(other), Optional.<RewardChoice>empty(), liking(reward).map(choice -> choice.withPrompts(3)))) {
            assertThatThrownBy(() -> run("out", config("out", changed, true)))
                    .isInstanceOf(TrainerException.class)
                    .hasMessageContaining("another recipe or other data");
        }
        Path moved = Files.move(reward, folder.resolve("moved"));
        run("out", config("out", liking(moved), true));
    }

    @Test
    void whatCannotBeScoredIsRefusedInOneSentence() throws Exception {
        Files.writeString(reward.resolve("tokenizer.json"), "{}");
        assertThatThrownBy(() -> run("out", config("out", liking(reward), false)))
                .hasMessageStartingWith(reward + " has another tokenizer than " + start);
        assertThatThrownBy(() -> run("out", config("out", liking(folder), false)))
                .hasMessageContaining("manifest.json: cannot be read")
                .hasMessageEndingWith("is this a reward model?");
    }

    @Test
    void aPromptIsAllBeforeTheLastAnswerAndLeavesRoomForOne() {
        TokenStore store = new TokenStore(20);
        store.add(new EncodedChat(new int[] {9, 8, 7, 6, 5, 4}, learned(6, 2, 5)));
        store.add(new EncodedChat(new int[] {9, 8, 7, 6, 5, 4, 3, 2}, learned(8, 6, 7)));
        store.add(new EncodedChat(new int[] {1, 2, 3, 4}, learned(4, 1, 2, 3)));
        assertThat(ByReward.prompts(store, 20, 9))
                .containsExactly(new int[] {9, 8, 7, 6, 5}, new int[] {9, 8, 7, 6, 5, 4}, new int[] {1});
        assertThat(ByReward.prompts(store, 5, 9)).containsExactly(new int[] {9, 8, 7, 6, 5}, new int[] {1});
        assertThat(ByReward.prompts(store, 20, 1)).hasSize(1);
    }

    private static boolean[] learned(int length, int... places) {
        boolean[] mask = new boolean[length];
        for (int place : places) {
            mask[place] = true;
        }
        return mask;
    }

    private void teach(Path out, long seed) {
        RewardRecipe recipe = new RewardRecipe(
                2,
                64,
                2048,
                3e-3,
                0.1,
                0.05,
                new AdamWConfig(0.9, 0.95, 1e-8, 0.01, 1),
                1,
                0,
                0.5,
                false,
                0,
                seed,
                false);
        Preferences people = new Preferences(rankings(seed), List.of(), List.of(), LeftOut.NOTHING);
        RewardTraining.run(new RewardTask(start, out, people, people, recipe), new Deaf());
    }

    private List<RankedPrompt> rankings(long seed) {
        Random random = new Random(seed);
        List<RankedPrompt> rankings = new ArrayList<>();
        try (ConversationEncoder encoder = ConversationEncoder.open(start)) {
            for (int i = 0; i < 300; i++) {
                ChatMessage asked = ChatMessage.of("user", question(i));
                int[] prompt = encoder.prompt(List.of(asked));
                int[] plain = encoder.encode(
                                new Conversation(List.of(asked, ChatMessage.of("assistant", answer(i))), null))
                        .ids();
                int[] noise = java.util.Arrays.copyOf(prompt, prompt.length + ANSWER);
                for (int at = prompt.length; at < noise.length; at++) {
                    noise[at] = 3 + random.nextInt(VOCABULARY - 60);
                }
                rankings.add(RankedPrompt.bestFirst(List.of(noise, plain)));
            }
        }
        return rankings;
    }

    private static String question(int i) {
        return "what follows " + i + "?";
    }

    private static String answer(int i) {
        return "After " + i + " comes " + (i + 1) + ".";
    }

    /** Few answers end within their room, and that shall decide nothing here. */
    private static Optional<RewardChoice> liking(Path judge) {
        return Optional.of(new RewardChoice(judge, 8, ANSWER, 100, 4));
    }

    private SftConfig config(String out, Optional<RewardChoice> choice, boolean resume) {
        Recipe recipe = new Recipe(
                1000,
                STEPS,
                400,
                2,
                CONTEXT,
                0.01,
                0.1,
                3,
                new AdamWConfig(0.9, 0.95, 1e-8, 0.1, 1),
                3,
                0.2,
                10,
                1000,
                false);
        return new SftConfig(data, Optional.empty(), start, folder.resolve(out), Dtype.F32, resume, choice, recipe);
    }

    private static List<String> run(String out, SftConfig config) {
        Notes notes = new Notes();
        BooleanSupplier never = () -> false;
        assertThat(Sft.run(config, notes, never).finished()).as(out).isTrue();
        return notes.said;
    }

    private Path model(String out) {
        return folder.resolve(out).resolve("model.safetensors");
    }

    private Map<Long, Double> scores(String out) throws IOException {
        Map<Long, Double> scores = new TreeMap<>();
        for (String line : Files.readAllLines(folder.resolve(out).resolve("metrics.jsonl"))) {
            JsonNode json = new ObjectMapper().readTree(line);
            if (json.has("score/held_out")) {
                scores.put(
                        json.path("step").asLong(), json.path("score/held_out").asDouble());
            }
        }
        return scores;
    }

    private static final class Notes implements Progress {
        private final List<String> said = new ArrayList<>();

        @Override
        public void note(String sentence) {
            said.add(sentence);
        }

        @Override
        public void step(Pace pace) {}
    }

    private static final class Deaf implements RewardWatcher {
        @Override
        public boolean halted() {
            return false;
        }

        @Override
        public void step(long step, long steps, Map<String, Double> metrics) {}

        @Override
        public void note(String sentence) {}
    }
}
