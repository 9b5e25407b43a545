package dev.attune.trainer.cycle;

import com.fasterxml.jackson.databind.JsonNode;
import dev.attune.feedback.dataset.Example;
import dev.attune.feedback.hygiene.HygieneReport;
import dev.attune.feedback.hygiene.Split;
import dev.attune.feedback.training.TrainingEvent;
import dev.attune.serving.GreedyProbe;
import dev.attune.serving.checkpoint.Checkpoint;
import dev.attune.serving.checkpoint.Dtype;
import dev.attune.serving.model.ConfigReader;
import dev.attune.serving.model.ModelConfig;
import dev.attune.serving.text.EncodedChat;
import dev.attune.trainer.data.AnswerTokens;
import dev.attune.trainer.data.Conversation;
import dev.attune.trainer.data.ConversationEncoder;
import dev.attune.trainer.data.EndTokens;
import dev.attune.trainer.data.PreferenceAssembly;
import dev.attune.trainer.data.Preferences;
import dev.attune.trainer.data.TokenStore;
import dev.attune.trainer.gate.GateRules;
import dev.attune.trainer.gate.HeldOut;
import dev.attune.trainer.ppo.PolicyOptimizer;
import dev.attune.trainer.ppo.PpoConfig;
import dev.attune.trainer.ppo.PpoResult;
import dev.attune.trainer.ppo.PpoTask;
import dev.attune.trainer.ppo.PpoWatcher;
import dev.attune.trainer.report.Progress;
import dev.attune.trainer.reward.RewardResult;
import dev.attune.trainer.reward.RewardTask;
import dev.attune.trainer.reward.RewardTraining;
import dev.attune.trainer.reward.RewardWatcher;
import dev.attune.trainer.sft.Sft;
import dev.attune.trainer.sft.SftConfig;
import dev.attune.trainer.sft.SftResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The stages that learn: fine-tuning, reward model and policy, each by the package that is named after it. One thread. */
final class LearningStages implements Stages {
    private final LearningConfig config;
    private final Remembered remembered;

    LearningStages(LearningConfig config, Remembered remembered) {
        this.config = config;
        this.remembered = remembered;
    }

    @Override
    public JsonNode config() {
        return config.toJson();
    }

    @Override
    public void sft(Path start, Path folder, Snapshot data, StageRun run) {
        List<Conversation> demonstrated = data.of(Split.TRAIN, Example.Demonstrated.class).stream()
                .map(StageTokens::conversation)
                .toList();
        // As many of before: a few demonstrations alone would be learned by heart.
        List<Conversation> conversations = new ArrayList<>(demonstrated);
        conversations.addAll(remembered.some(config.conversations(), demonstrated.size(), run.seed()));
        SftConfig task = new SftConfig(
                folder,
                Optional.empty(),
                start,
                folder,
                dtype(start),
                true,
                Optional.empty(),
                at(start).sft());
        SftResult result =
                Sft.run(task, conversations, data.digest() + config.conversations(), new SftProgress(run), run::halted);
        requireFinished(result.finished());
    }

    @Override
    public void reward(Path start, Path folder, Snapshot data, Split split, StageRun run) {
        Split other = split == Split.TRAIN ? Split.VALIDATION : Split.TRAIN;
        try (ConversationEncoder encoder = ConversationEncoder.open(start)) {
            AnswerTokens tokens = new AnswerTokens(data::completion, encoder, contextTokens(start));
            Preferences people = PreferenceAssembly.of(data.clean(), split, tokens);
            Preferences others = PreferenceAssembly.of(data.clean(), other, tokens);
            RewardTask task = new RewardTask(
                    start, folder, people, others, at(start).reward().withSeed(run.seed()));
            noteLoudest(data.clean().report().loudest(), run);
            RewardResult result = RewardTraining.run(task, new Watcher(run));
            requireFinished(result.finished());
        }
    }

    @Override
    public void policy(PolicyTask task, Path folder, StageRun run) {
        try (ConversationEncoder encoder = ConversationEncoder.open(task.start());
                RewardJudge judge =
                        new RewardJudge(task.reward(), config.reward().halfProducts())) {
            int room = contextTokens(task.start()) - config.policy().rollouts().maxNewTokens();
            Optional<TokenStore> ptx = ptx(task.data(), encoder, task.start(), run);
            PpoTask ppo = new PpoTask(
                    task.start(),
                    task.reference(),
                    Optional.of(PpoTask.ValueStart.of(task.reward())),
                    tokens(task.data(), encoder, task.start(), run)
                            .prompts(task.data().of(Split.TRAIN), room),
                    ptx,
                    EndTokens.of(task.start()),
                    folder,
                    dtype(task.start()),
                    run.seed());
            PpoConfig usual = at(task.start()).policy();
            PpoConfig policy = ptx.isPresent() ? usual : usual.withPtxWeight(0);
            PpoResult result = PolicyOptimizer.run(ppo, policy, judge::scoresOf, new PolicyWatch(run), run::halted);
            result.cord().ifPresent(run::stoppedItself);
            requireFinished(result.finished());
        }
    }

    @Override
    public HeldOut heldOut(Path policy, Snapshot data, StageRun run) {
        try (ConversationEncoder encoder = ConversationEncoder.open(policy)) {
            int context = contextTokens(policy);
            StageTokens tokens = tokens(data, encoder, policy, run);
            List<EncodedChat> demonstrations =
                    tokens.demonstrations(data.of(Split.TEST, Example.Demonstrated.class), context);
            List<int[]> prompts = tokens.prompts(data.of(Split.TEST), context - 1);
            return new HeldOut(prompts, demonstrations, EndTokens.of(policy));
        }
    }

    @Override
    public List<TrainingEvent.Sample> samples(Path before, Path after) {
        return Samples.drawn(before, after, GateRules.STANDARD);
    }

    @Override
    public GreedyProbe probe(Path policy) {
        return Samples.probe(policy, GateRules.STANDARD);
    }

    @Override
    public OpenJudge judge(Path reward) {
        return new RewardJudge(reward, config.reward().halfProducts());
    }

    private static StageTokens tokens(Snapshot data, ConversationEncoder encoder, Path model, StageRun run) {
        return new StageTokens(encoder, new AnswerTokens(data::completion, encoder, contextTokens(model)), run);
    }

    /** What practice is not to forget, and what people wrote. */
    private Optional<TokenStore> ptx(Snapshot data, ConversationEncoder encoder, Path model, StageRun run) {
        if (config.conversations().isEmpty()) {
            return Optional.empty();
        }
        int context = contextTokens(model);
        TokenStore store = TokenStore.read(remembered.file(config.conversations()), encoder, context);
        if (store.truncated() + store.dropped() > 0) {
            run.note(String.format(
                    Locale.ROOT,
                    "of the conversations not to forget %,d are cut to the context, %,d without an answer left out",
                    store.truncated(),
                    store.dropped()));
        }
        tokens(data, encoder, model, run)
                .demonstrations(data.of(Split.TRAIN, Example.Demonstrated.class), context)
                .forEach(store::add);
        return Optional.of(store).filter(some -> some.rows() > 0);
    }

    private static void noteLoudest(HygieneReport.Loudest share, StageRun run) {
        if (share.before() > share.after()) {
            run.note(String.format(
                    Locale.ROOT,
                    "one person gave %.0f %% of the judgements to train on, which weigh %.0f %%",
                    100 * share.before(),
                    100 * share.after()));
        }
    }

    /** How a network of this model's width learns. */
    private LearningConfig at(Path model) {
        return config.atWidth(shape(model).hiddenSize());
    }

    private static int contextTokens(Path model) {
        return shape(model).contextTokens();
    }

    private static ModelConfig shape(Path model) {
        try (Checkpoint checkpoint = Checkpoint.open(model)) {
            return ConfigReader.read(checkpoint.config());
        }
    }

    /** As the model before was stored. */
    private static Dtype dtype(Path model) {
        try (Checkpoint checkpoint = Checkpoint.open(model)) {
            return checkpoint.tensor(checkpoint.names().get(0)).dtype();
        }
    }

    private static void requireFinished(boolean finished) {
        if (!finished) {
            throw new HaltedException();
        }
    }

    private record SftProgress(StageRun run) implements Progress {
        @Override
        public void note(String sentence) {
            run.note(sentence);
        }

        @Override
        public void step(Pace pace) {
            run.step(pace.step(), pace.totalSteps(), Map.of("loss/train", pace.loss(), "tokens", (double)
                    pace.tokens()));
        }
    }

    private record Watcher(StageRun run) implements RewardWatcher {
        @Override
        public boolean halted() {
            return run.halted();
        }

        @Override
        public void step(long step, long steps, Map<String, Double> metrics) {
            run.step(step, steps, metrics);
        }

        @Override
        public void note(String sentence) {
            run.note(sentence);
        }
    }

    private record PolicyWatch(StageRun run) implements PpoWatcher {
        @Override
        public void note(String sentence) {
            run.note(sentence);
        }

        @Override
        public void iteration(int iteration, int iterations, Map<String, Double> metrics, double secondsLeft) {
            run.step(iteration, iterations, metrics);
        }
    }
}
