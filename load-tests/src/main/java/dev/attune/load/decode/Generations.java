package dev.attune.load.decode;

import dev.attune.serving.engine.Engine;
import dev.attune.serving.engine.EngineLimits;
import dev.attune.serving.engine.FinishReason;
import dev.attune.serving.engine.GenerationRequest;
import dev.attune.serving.engine.GenerationRequest.Ending;
import dev.attune.serving.engine.SamplingParams;
import dev.attune.serving.engine.Token;
import dev.attune.serving.engine.TokenSink;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/** Lets random prompts run through an engine and times its steps. One thread, the engine's. */
final class Generations {
    private static final int STEP_TOKENS = 512;
    /** The first steps after a prefill find cold caches. */
    private static final int SKIPPED = 2;

    private final Engine engine;
    private final int vocabulary;
    private final DecodePlan plan;
    private final Random random = new Random(1);

    Generations(Engine engine, int vocabulary, DecodePlan plan) {
        this.engine = engine;
        this.vocabulary = vocabulary;
        this.plan = plan;
    }

    /**
     * One step.
     *
     * @param ns all of it
     * @param forwardNs of that in the forward pass
     */
    record Step(long ns, long forwardNs) {}

    /** Limits of an engine that can run the plan, without reuse of prefixes. */
    static EngineLimits limits(DecodePlan plan) {
        int largest = plan.largestBatch();
        int stepTokens = Math.max(largest + 1, Math.max(STEP_TOKENS, plan.prefillTokens()));
        int decode = promptTokens(plan) + completionTokens(plan, largest, stepTokens);
        int context = Math.max(decode, plan.prefillTokens() + 1);
        return new EngineLimits(largest, largest, Integer.MAX_VALUE, stepTokens, context, 0);
    }

    /** Steps of as many sequences, each of which adds one token. */
    List<Step> decode(int sequences, int steps) {
        int prompt = promptTokens(plan);
        long before = engine.stats().promptTokens();
        int completion = completionTokens(plan, sequences, engine.limits().stepTokens());
        List<String> ids =
                IntStream.range(0, sequences).mapToObj(i -> "bench-" + i).toList();
        ids.forEach(id -> engine.add(request(id, prompt, completion)));
        while (engine.stats().promptTokens() - before < (long) sequences * prompt) {
            engine.step();
        }
        for (int i = 0; i < SKIPPED; i++) {
            engine.step();
        }
        List<Step> timed = new ArrayList<>(steps);
        for (int i = 0; i < steps; i++) {
            timed.add(timedStep());
        }
        if (engine.stats().running() != sequences) {
            throw new IllegalStateException("only " + engine.stats().running() + " of " + sequences + " still decode");
        }
        ids.forEach(engine::cancel);
        return timed;
    }

    /** The prefill of one prompt, as one chunk. */
    Step prefill() {
        engine.add(request("bench-prefill", plan.prefillTokens(), 1));
        Step step = timedStep();
        if (engine.hasWork()) {
            throw new IllegalStateException("the prefill took more than one step");
        }
        return step;
    }

    private Step timedStep() {
        long forward = engine.forwardNs();
        long began = System.nanoTime();
        engine.step();
        return new Step(System.nanoTime() - began, engine.forwardNs() - forward);
    }

    private GenerationRequest request(String id, int promptTokens, int maxTokens) {
        int[] prompt = random.ints(promptTokens, 0, vocabulary).toArray();
        SamplingParams sampling =
                new SamplingParams(plan.temperature(), 1, 0, 0, 1, 0, 0, Map.of(), OptionalLong.of(1));
        Ending ending = new Ending(maxTokens, 0, true, Set.of());
        return new GenerationRequest(id, prompt, sampling, ending, -1, Silence.INSTANCE);
    }

    private static int promptTokens(DecodePlan plan) {
        return plan.contextTokens() - DecodePlan.STEPS / 2;
    }

    /** The first to finish its prompt decodes while the last one still computes its own. */
    private static int completionTokens(DecodePlan plan, int sequences, int stepTokens) {
        int prefillSteps = sequences * promptTokens(plan) / Math.max(1, stepTokens - sequences) + 1;
        return prefillSteps + SKIPPED + DecodePlan.STEPS + 2;
    }

    private enum Silence implements TokenSink {
        INSTANCE;

        @Override
        public void onStart(long weightsVersion, int cachedTokens) {}

        @Override
        public void onToken(Token token) {}

        @Override
        public void onFinish(FinishReason reason) {}

        @Override
        public void onFailure(Throwable cause) {
            throw new IllegalStateException("a sequence failed", cause);
        }
    }
}
