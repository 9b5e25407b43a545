package dev.attune.serving.engine;

import dev.attune.serving.model.Decoder;
import dev.attune.serving.model.Decoder.Logits;
import dev.attune.serving.model.Weights;
import java.util.ArrayList;
import java.util.List;

/** The sequences of one weights version, with the cache their rows lie in. Closes both when the last has left. */
final class VersionRun implements AutoCloseable {
    private final Decoder decoder;
    private final Weights weights;
    private final Slots slots;

    VersionRun(Decoder decoder, Weights weights, EngineLimits limits) {
        this.decoder = decoder;
        this.weights = weights;
        this.slots = new Slots(decoder.newCache(), limits);
    }

    Weights weights() {
        return weights;
    }

    Slots slots() {
        return slots;
    }

    /** One forward pass over at most {@code budget} tokens; returns what was computed, drawn and delivered. */
    Work step(int budget) {
        Batch batch = Batch.fill(slots.running(), budget);
        slots.cache().ensure(slots.running().size(), batch.longest());
        long began = System.nanoTime();
        Logits logits = decoder.step(weights, slots.cache(), batch.input());
        long forwardNs = System.nanoTime() - began;
        batch.commit();
        List<Sequence> ended = new ArrayList<>();
        List<Sequence> broken = new ArrayList<>();
        int vocabulary = decoder.config().vocabSize();
        for (int row = 0; row < batch.sampled().size(); row++) {
            Sequence sequence = batch.sampled().get(row);
            if (!Float.isFinite(logits.logSumExp()[row])) {
                broken.add(sequence);
                continue;
            }
            Token token =
                    Sampler.draw(logits.logits(), row * vocabulary, vocabulary, logits.logSumExp()[row], sequence);
            if (deliver(sequence, token)) {
                ended.add(sequence);
            }
        }
        ended.forEach(slots::release);
        broken.forEach(this::fail);
        return new Work(
                batch.input().ids().length,
                batch.promptTokens(),
                batch.sampled().size() - broken.size(),
                forwardNs);
    }

    @Override
    public void close() {
        slots.close();
        weights.close();
    }

    /**
     * What one pass did.
     *
     * @param tokens computed in all
     * @param promptTokens of them from prompts
     * @param drawn tokens delivered
     * @param forwardNs time inside the decoder
     */
    record Work(int tokens, int promptTokens, int drawn, long forwardNs) {}

    /** Not numbers: the weights are broken, or this text is more than their form can hold. Others may go on. */
    private void fail(Sequence sequence) {
        slots.discard(sequence);
        sequence.request()
                .sink()
                .onFailure(new IllegalStateException("the network answered request "
                        + sequence.request().id() + " with something that is no number"));
    }

    private static boolean deliver(Sequence sequence, Token token) {
        sequence.append(token.id());
        TokenSink sink = sequence.request().sink();
        sink.onToken(token);
        if (token.end()) {
            sink.onFinish(FinishReason.STOP);
            return true;
        }
        if (sequence.generated() >= sequence.request().ending().maxTokens()) {
            sink.onFinish(FinishReason.LENGTH);
            return true;
        }
        return false;
    }
}
