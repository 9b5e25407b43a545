package dev.attune.trainer.ppo;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.attune.serving.engine.Engine;
import dev.attune.serving.engine.EngineLimits;
import dev.attune.serving.engine.FinishReason;
import dev.attune.serving.engine.GenerationRequest;
import dev.attune.serving.engine.GenerationRequest.Ending;
import dev.attune.serving.engine.SamplingParams;
import dev.attune.serving.engine.Token;
import dev.attune.serving.engine.TokenSink;
import dev.attune.serving.model.Decoder;
import dev.attune.serving.model.WeightLayout;
import dev.attune.serving.model.WeightLoader;
import dev.attune.serving.model.Weights;
import dev.attune.trainer.run.TrainerException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Answers drawn by the engine that serves, from weights that are being trained. Belongs to the trainer thread, which closes it.
 */
final class Rollouts implements AutoCloseable {
    private static final int PROMPT_TOKENS_A_STEP = 512;

    private final RolloutConfig config;
    private final Set<Integer> endIds;
    private final WeightLayout layout;
    private final WeightLoader loader;
    private final PtNDManager manager;
    private final int contextTokens;
    private @Nullable Engine engine;

    /** @param longestPrompt tokens of the longest prompt that will be asked */
    Rollouts(RolloutConfig config, Set<Integer> endIds, int longestPrompt, WeightLayout layout, PtNDManager parent) {
        this.config = config;
        this.endIds = endIds;
        this.contextTokens = longestPrompt + config.maxNewTokens();
        this.layout = layout;
        this.manager = parent.newSubManager(parent.getDevice());
        this.loader = new WeightLoader(layout, config.form(), manager);
    }

    /**
     * Answers every prompt as often as the configuration says, answers to one prompt side by side.
     *
     * @param masters float32, in the order of the layout
     * @param seed same seed, same weights, same prompts: same answers
     */
    List<Rollout> sample(List<? extends NDArray> masters, List<int[]> prompts, long seed) {
        int threads = JniUtils.getNumThreads();
        List<Answer> answers = new ArrayList<>();
        SplittableRandom seeds = new SplittableRandom(seed);
        try {
            Engine adopted = adopt(loader.prepare(masters, 0));
            for (int[] prompt : prompts) {
                List<GenerationRequest> together = new ArrayList<>();
                for (int i = 0; i < config.perPrompt(); i++) {
                    Answer answer = new Answer(prompt);
                    together.add(request("r" + answers.size(), answer, seeds.nextLong()));
                    answers.add(answer);
                }
                adopted.add(together);
            }
            while (adopted.hasWork()) {
                adopted.step();
            }
        } finally {
            JniUtils.setNumThreads(threads);
        }
        return answers.stream().map(Answer::rollout).toList();
    }

    @Override
    public void close() {
        if (engine != null) {
            engine.close();
        }
        loader.close();
        manager.close();
    }

    /** An empty engine on new weights and a cache of its own: nothing of the last iteration can show. */
    private Engine adopt(Weights weights) {
        Engine running = engine;
        if (running == null) {
            int side = config.running();
            EngineLimits limits = new EngineLimits(
                    side, Integer.MAX_VALUE, Integer.MAX_VALUE, side + PROMPT_TOKENS_A_STEP, contextTokens, 0);
            running = new Engine(new Decoder(layout, config.form(), contextTokens, manager), weights, limits);
            engine = running;
        } else {
            running.swap(weights);
        }
        return running;
    }

    private GenerationRequest request(String id, Answer answer, long seed) {
        Ending ending = new Ending(config.maxNewTokens(), 0, false, endIds);
        return new GenerationRequest(id, answer.prompt, SamplingParams.DEFAULT.withSeed(seed), ending, -1, answer);
    }

    /** Gathers what the engine delivers. */
    private static final class Answer implements TokenSink {
        private final int[] prompt;
        private final List<Token> tokens = new ArrayList<>();
        private boolean ended;

        Answer(int[] prompt) {
            this.prompt = prompt;
        }

        Rollout rollout() {
            int[] ids = tokens.stream().mapToInt(Token::id).toArray();
            float[] logprobs = new float[ids.length];
            for (int i = 0; i < ids.length; i++) {
                logprobs[i] = tokens.get(i).behaviourLogprob();
            }
            return new Rollout(prompt, ids, logprobs, ended);
        }

        @Override
        public void onStart(long weightsVersion, int cachedTokens) {}

        @Override
        public void onToken(Token token) {
            tokens.add(token);
        }

        @Override
        public void onFinish(FinishReason reason) {
            ended = reason == FinishReason.STOP;
        }

        @Override
        public void onFailure(Throwable cause) {
            throw new TrainerException("the policy cannot be sampled from: " + cause.getMessage(), cause);
        }
    }
}
