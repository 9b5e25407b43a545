package dev.attune.trainer.gate;

import dev.attune.serving.ModelProbe;
import dev.attune.serving.ServingOptions;
import dev.attune.serving.checkpoint.Checkpoint;
import dev.attune.serving.engine.Engine;
import dev.attune.serving.engine.EngineLimits;
import dev.attune.serving.engine.FinishReason;
import dev.attune.serving.engine.GenerationRequest;
import dev.attune.serving.engine.SamplingParams;
import dev.attune.serving.engine.Token;
import dev.attune.serving.engine.TokenSink;
import dev.attune.serving.model.ComputeDevice;
import dev.attune.serving.model.ConfigReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** A model folder that answers prompts, through the engine that serves. One thread, which closes it. */
public final class Respondent implements AutoCloseable {
    private static final int SIDE_BY_SIDE = 32;

    private final ModelProbe model;
    private final GateRules rules;
    private final Set<Integer> endIds;
    private final int threads = ComputeDevice.threads();

    private Respondent(ModelProbe model, GateRules rules, Set<Integer> endIds) {
        this.model = model;
        this.rules = rules;
        this.endIds = endIds;
    }

    /** In float32, as it was trained: rounding is not the candidate's fault, nor its merit. */
    public static Respondent open(Path folder, GateRules rules, Set<Integer> endIds) {
        EngineLimits limits =
                new EngineLimits(SIDE_BY_SIDE, Integer.MAX_VALUE, Integer.MAX_VALUE, 512, contextTokens(folder), 0);
        return new Respondent(
                ModelProbe.open(folder, new ServingOptions("auto", "float32", ComputeDevice.threads(), limits, 0)),
                rules,
                endIds);
    }

    /** One answer a prompt; the same for the same weights, prompts and places in the list. */
    public List<Drawn> answers(List<int[]> prompts) {
        Engine engine = model.engine();
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < prompts.size(); i++) {
            Answer answer = new Answer();
            int room = Math.min(rules.answerTokens(), engine.limits().contextTokens() - prompts.get(i).length);
            engine.add(new GenerationRequest(
                    "held-out-" + i,
                    prompts.get(i),
                    sampling(i),
                    new GenerationRequest.Ending(room, 0, false, endIds),
                    -1,
                    answer));
            answers.add(answer);
        }
        while (engine.hasWork()) {
            engine.step();
        }
        return answers.stream().map(Answer::drawn).toList();
    }

    private SamplingParams sampling(long seed) {
        return new SamplingParams(rules.temperature(), 1, 0, 0, 1, 0, 0, Map.of(), OptionalLong.of(seed));
    }

    private static int contextTokens(Path folder) {
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            return ConfigReader.read(checkpoint.config()).contextTokens();
        }
    }

    @Override
    public void close() {
        model.close();
        // The engine takes as many as it likes; the budget is the trainer's.
        ComputeDevice.useThreads(threads);
    }

    /** Gathers one answer. */
    private static final class Answer implements TokenSink {
        private final List<Integer> ids = new ArrayList<>();
        private boolean ended;

        Drawn drawn() {
            return new Drawn(ids.stream().mapToInt(Integer::intValue).toArray(), ended);
        }

        @Override
        public void onStart(long weightsVersion, int cachedTokens) {}

        @Override
        public void onToken(Token token) {
            ids.add(token.id());
            ended = token.end();
        }

        @Override
        public void onFinish(FinishReason reason) {}

        @Override
        public void onFailure(Throwable cause) {
            throw new IllegalStateException("a held-out prompt could not be answered", cause);
        }
    }
}
