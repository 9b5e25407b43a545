package dev.attune.trainer.cycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attune.feedback.CompletionRecord;
import dev.attune.feedback.CompletionRecord.Choice;
import dev.attune.feedback.CompletionRecord.Turn;
import dev.attune.feedback.Message;
import dev.attune.feedback.dataset.Answer;
import dev.attune.feedback.dataset.Example;
import dev.attune.feedback.dataset.Origin;
import dev.attune.feedback.hygiene.CleanExamples;
import dev.attune.feedback.hygiene.HygieneReport;
import dev.attune.feedback.hygiene.Split;
import dev.attune.serving.model.WeightForm;
import dev.attune.serving.text.Tokenizer;
import dev.attune.trainer.bpe.BpeTrainer;
import dev.attune.trainer.bpe.TokenizerFiles;
import dev.attune.trainer.gate.HeldOut;
import dev.attune.trainer.model.AdamWConfig;
import dev.attune.trainer.model.FreshLlama;
import dev.attune.trainer.ppo.PpoConfig;
import dev.attune.trainer.ppo.RolloutConfig;
import dev.attune.trainer.reward.RewardRecipe;
import dev.attune.trainer.run.TrainerException;
import dev.attune.trainer.sft.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who learns from whom, and what is said of the rest. The template refuses every word "forbidden". */
class LearningStagesTest {
    private static final int CONTEXT = 64;
    private static final String LONG = "long ".repeat(40);
    private static final String TEMPLATE = "{% for message in messages %}"
            + "{% if 'forbidden' in message.content %}{{ raise_exception('forbidden') }}{% endif %}"
            + "{{ '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}{% endfor %}"
            + "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

    private final Path root;
    private final Path model;
    private final Remembered remembered;
    private final Listening run = new Listening();

    LearningStagesTest(@TempDir Path root) throws IOException {
        this.root = root;
        this.model = root.resolve("model");
        this.remembered = Remembered.in(root.resolve("training"));
        new FreshLlama(300, 16, 1, 2, 2, 8, 24, CONTEXT, 1, 2).write(model, 5);
        TokenizerFiles.write(
                BpeTrainer.train(List.of("teach judge ask what yes no").stream(), BpeTrainer.CHATML_SPECIALS, 300),
                model,
                CONTEXT);
        Files.writeString(model.resolve("chat_template.jinja"), TEMPLATE);
    }

    @Test
    void theGateAsksOnlyWhatNobodyLearnsFromAndSaysWhatItLeavesOut() {
        HeldOut heldOut = stages("").heldOut(model, world(), run);
        try (Tokenizer tokenizer = Tokenizer.open(model)) {
            assertThat(heldOut.prompts()).hasSize(2).allSatisfy(ids -> assertThat(tokenizer.decodeWithSpecials(ids))
                    .contains("ask"));
        }
        assertThat(heldOut.demonstrations()).hasSize(1);
        assertThat(run.notes)
                .containsExactly(
                        "of 3 demonstrations, 1 are longer than 64 tokens and 1 are refused by the chat template; those"
                                + " are left out",
                        "of 4 prompts, 1 are longer than 63 tokens and 1 are refused by the chat template; those are"
                                + " left out");
    }

    /** No tokenizer would make these ids of the text. */
    @Test
    void aPromptIsAskedInTheTokensItWasAnsweredFrom() {
        Choice choice = new Choice(0, 0, 1, "yes", List.of(13), List.of(-1f), "stop");
        CompletionRecord completion = new CompletionRecord(
                "c",
                "ann",
                "mini",
                1,
                List.of(Turn.of("user", "what")),
                List.of(new CompletionRecord.Prompt(List.of(11, 12), 8)),
                new CompletionRecord.Sampling(1, 1, 0, 0, 1, 0, 0, Map.of(), 0, false, List.of()),
                Map.of(),
                List.of(choice),
                new CompletionRecord.Times(1, 2, 3));
        Example known = new Example.Rated(origin("a"), asked("what"), new Answer("c", 1, "yes"), true, List.of(), "");
        Example changed =
                new Example.Rated(origin("b"), asked("what else"), new Answer("c", 1, "yes"), true, List.of(), "");
        Map<Split, List<Example>> asked = Map.of(Split.TEST, List.of(known, changed, known));
        Snapshot data = snapshot(asked, Map.of("c", completion));
        List<int[]> prompts = stages("").heldOut(model, data, run).prompts();
        assertThat(prompts).hasSize(2);
        assertThat(prompts.get(0)).containsExactly(11, 12);
        try (Tokenizer tokenizer = Tokenizer.open(model)) {
            assertThat(tokenizer.decodeWithSpecials(prompts.get(1))).contains("what else");
        }
    }

    @Test
    void everyRewardModelLearnsFromItsOwnSplit() {
        stages("").reward(model, root.resolve("reward"), world(), Split.TRAIN, run);
        stages("").reward(model, root.resolve("judge"), world(), Split.VALIDATION, run);
        assertThat(run.notes)
                .anySatisfy(note -> assertThat(note)
                        .startsWith("8 prompts with 8 preferences")
                        .endsWith("left out: 1 longer than the context, 1 refused by the chat template"))
                .anySatisfy(note -> assertThat(note)
                        .startsWith("5 prompts with 5 preferences")
                        .endsWith("nothing left out"));
    }

    @Test
    void fineTuningMixesInAsManyOfBeforeAndSaysHowFast() throws IOException {
        String line =
                "{\"messages\": [{\"role\": \"user\", \"content\": \"what\"}, {\"role\": \"assistant\", \"content\":"
                        + " \"yes\"}]}\n";
        String conversations = remembered.keep(Files.writeString(root.resolve("some.jsonl"), line.repeat(20)));
        stages("").sft(model, root.resolve("alone"), world(), run);
        assertThat(run.notes.get(0))
                .startsWith("1 conversations")
                .contains("1 without an answer and 1 that the chat template refuses left out");
        run.notes.clear();
        stages(conversations).sft(model, root.resolve("mixed"), world(), run);
        assertThat(run.notes.get(0)).startsWith("4 conversations");
        assertThat(run.metrics).isNotEmpty().allSatisfy(step -> assertThat(step.get("tokens"))
                .isGreaterThan(20));
    }

    @Test
    void aLossThatIsNoNumberEndsFineTuningWithOneLineAndLeavesNoModel() {
        Recipe wild = recipe(1e30);
        LearningStages stages = new LearningStages(config("", wild), remembered);
        Path out = root.resolve("sft");
        assertThatThrownBy(() -> stages.sft(model, out, world(), run))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("gave a loss of")
                .hasMessageContaining("try a lower learning rate")
                .hasMessageNotContaining("\n");
        assertThat(out.resolve("model.safetensors")).doesNotExist();
    }

    @Test
    void practiceAsksOnlyThePromptsThatAreLearnedFrom() {
        stages("").reward(model, root.resolve("reward"), world(), Split.TRAIN, run);
        run.notes.clear();
        run.metrics.clear();
        stages("")
                .policy(
                        new Stages.PolicyTask(model, model, root.resolve("reward"), world()),
                        root.resolve("policy"),
                        run);
        // Of those to learn from: 8 pairs, what is too long and what is refused, and 1 demonstration.
        assertThat(run.notes)
                .contains("of 11 prompts, 1 are longer than 56 tokens and 1 are refused by the chat template; those are"
                        + " left out");
        assertThat(run.metrics).isNotEmpty().allSatisfy(step -> assertThat(step.get("tokens"))
                .isGreaterThan(20));
    }

    @Test
    void whatPeopleWroteIsMixedIntoPracticeWithTheConversations() throws IOException {
        String line =
                "{\"messages\": [{\"role\": \"user\", \"content\": \"what\"}, {\"role\": \"assistant\", \"content\":"
                        + " \"yes\"}]}\n";
        String conversations = remembered.keep(Files.writeString(root.resolve("some.jsonl"), line));
        stages("").reward(model, root.resolve("reward"), world(), Split.TRAIN, run);
        run.notes.clear();
        run.metrics.clear();
        stages(conversations)
                .policy(
                        new Stages.PolicyTask(model, model, root.resolve("reward"), world()),
                        root.resolve("policy"),
                        run);
        assertThat(run.notes).anyMatch(note -> note.startsWith("of 3 demonstrations, 1 are longer than 64 tokens"));
        assertThat(run.metrics).isNotEmpty().allSatisfy(step -> assertThat(step.get("loss/ptx_avg"))
                .isPositive());
    }

    private LearningStages stages(String conversations) {
        return new LearningStages(config(conversations, recipe(1e-3)), remembered);
    }

    private static LearningConfig config(String conversations, Recipe sft) {
        RolloutConfig rollouts = new RolloutConfig(4, 1, 8, 4, -1, WeightForm.FLOAT32);
        PpoConfig policy = PpoConfig.STANDARD.withIterations(1).with(rollouts);
        return new LearningConfig(sft, RewardRecipe.STANDARD, policy, conversations, 0);
    }

    private static Recipe recipe(double rate) {
        return new Recipe(
                2, 8, 400, 1, CONTEXT, rate, 0.1, 1, new AdamWConfig(0.9, 0.95, 1e-8, 0, 1), 3, 0, 4, 4, false);
    }

    private static Snapshot world() {
        Map<Split, List<Example>> bySplit = new EnumMap<>(Split.class);
        bySplit.put(Split.TRAIN, said("teach", 8));
        bySplit.put(Split.VALIDATION, pairs("judge", 5));
        bySplit.put(Split.TEST, said("ask", 1));
        return snapshot(bySplit, Map.of());
    }

    private static Snapshot snapshot(Map<Split, List<Example>> bySplit, Map<String, CompletionRecord> completions) {
        HygieneReport report = new HygieneReport(0, Map.of(), Map.of(), Map.of(), 0, new HygieneReport.Loudest(0, 0));
        return new Snapshot("0-1", List.of(), new CleanExamples(bySplit, Map.of(), report), completions, Set.of());
    }

    /** Comparisons of short answers, and a demonstration each that fits, is too long, and is refused. */
    private static List<Example> said(String word, int pairs) {
        List<Example> said = new ArrayList<>(pairs(word, pairs));
        said.add(shown(word, "what"));
        said.add(shown(word + " " + LONG, "what"));
        said.add(shown(word + " forbidden", "what"));
        return said;
    }

    private static List<Example> pairs(String word, int count) {
        List<Example> pairs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            pairs.add(new Example.Pair(
                    origin(word + i), asked(word + " " + i), Answer.of("yes"), Answer.of("no"), Map.of()));
        }
        return pairs;
    }

    private static Example shown(String prompt, String answer) {
        return new Example.Demonstrated(
                origin(prompt.strip()), List.of(new Message("user", prompt), new Message("assistant", answer)));
    }

    private static List<Message> asked(String prompt) {
        return List.of(new Message("user", prompt));
    }

    private static Origin origin(String id) {
        return new Origin(id, "u-" + id, "u-" + id, 1);
    }

    /** Remembers what it is told. */
    private static final class Listening implements StageRun {
        private final List<String> notes = new ArrayList<>();
        private final List<Map<String, Double>> metrics = new ArrayList<>();

        @Override
        public long seed() {
            return 7;
        }

        @Override
        public boolean halted() {
            return false;
        }

        @Override
        public void step(long step, long steps, Map<String, Double> values) {
            metrics.add(values);
        }

        @Override
        public void note(String sentence) {
            notes.add(sentence);
        }

        @Override
        public void stoppedItself(String reason) {
            notes.add(reason);
        }
    }
}
