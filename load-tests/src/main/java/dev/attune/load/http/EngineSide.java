package dev.attune.load.http;

import dev.attune.serving.ServedModel;
import dev.attune.serving.engine.DecodeLoop;
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
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The engine and its decode thread, in this process. Used by one thread. */
final class EngineSide implements Side {
    private static final SamplingParams GREEDY =
            new SamplingParams(0, 1, 0, 0, 1, 0, 0, Map.of(), OptionalLong.empty());

    private final DecodeLoop loop;
    private long requests;

    EngineSide(ServedModel model) {
        this.loop = model.loop();
    }

    @Override
    public Took answer(List<Prompt> prompts, int outputTokens) {
        long began = System.nanoTime();
        List<Ear> ears = new ArrayList<>(prompts.size());
        prompts.forEach(prompt -> ears.add(submit(prompt, outputTokens)));
        ears.forEach(ear -> ear.end.join());
        double seconds = (System.nanoTime() - began) / 1e9;
        return new Took(seconds, ears.stream().map(Ear::ttftMs).toList());
    }

    private Ear submit(Prompt prompt, int outputTokens) {
        Ear ear = new Ear();
        Ending ending = new Ending(outputTokens, 0, true, Set.of());
        loop.submit(new GenerationRequest("bench-" + requests++, prompt.ids(), GREEDY, ending, -1, ear));
        return ear;
    }

    /** Notes when the first token came; written by the decode thread, read after the end. */
    private static final class Ear implements TokenSink {
        final CompletableFuture<FinishReason> end = new CompletableFuture<>();
        private final long askedNs = System.nanoTime();
        private long firstNs;

        double ttftMs() {
            return (firstNs - askedNs) / 1e6;
        }

        @Override
        public void onStart(long weightsVersion, int cachedTokens) {}

        @Override
        public void onToken(Token token) {
            if (firstNs == 0) {
                firstNs = System.nanoTime();
            }
        }

        @Override
        public void onFinish(FinishReason reason) {
            end.complete(reason);
        }

        @Override
        public void onFailure(Throwable cause) {
            end.completeExceptionally(cause);
        }
    }
}
