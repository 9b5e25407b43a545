package dev.attune.server.chat;

import dev.attune.feedback.CompletionRecord;
import dev.attune.serving.engine.SamplingParams;
import dev.attune.serving.engine.Token;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/**
 * What an exchange will be remembered by. Gathers every token as it was drawn and the text as it was shown, and saves the
 * record once. Owned by the request's event loop.
 */
final class Transcript {
    static final String CANCELLED = "cancelled";

    private final String id;
    private final Call call;
    private final Keeper keeper;
    private final Answer[] answers;
    private final long createdMs = System.currentTimeMillis();
    private long firstTokenMs;

    Transcript(String id, Call call, Keeper keeper) {
        this.id = id;
        this.call = call;
        this.keeper = keeper;
        this.answers = new Answer[call.completions()];
        Arrays.setAll(answers, index -> new Answer());
    }

    String id() {
        return id;
    }

    void token(int index, Token token) {
        if (firstTokenMs == 0) {
            firstTokenMs = notBefore(createdMs);
        }
        answers[index].ids.add(token.id());
        answers[index].logprobs.add(token.behaviourLogprob());
    }

    void text(int index, String shown) {
        answers[index].text.append(shown);
    }

    void finished(int index, String reason) {
        answers[index].reason = reason;
    }

    /** When the request was understood, in seconds since 1970. */
    long createdS() {
        return createdMs / 1000;
    }

    /**
     * Keeps what there is; answers that have not ended count as cancelled. Nothing is kept of an exchange without a token.
     *
     * @return completes when it is kept
     */
    CompletionStage<Void> save(ReplyHead head) {
        return firstTokenMs > 0 ? keeper.keep(record(head)) : CompletableFuture.completedStage(null);
    }

    private CompletionRecord record(ReplyHead head) {
        Asked asked = call.asked();
        return new CompletionRecord(
                id,
                asked.user(),
                head.model(),
                head.weightsVersion(),
                asked.messages(),
                call.prompts().stream().map(Transcript::prompt).toList(),
                sampling(),
                asked.metadata(),
                IntStream.range(0, answers.length).mapToObj(this::choice).toList(),
                new CompletionRecord.Times(createdMs, firstTokenMs, notBefore(firstTokenMs)));
    }

    private static CompletionRecord.Prompt prompt(Prompt prompt) {
        return new CompletionRecord.Prompt(
                Arrays.stream(prompt.ids()).boxed().toList(), prompt.ending().maxTokens());
    }

    private CompletionRecord.Sampling sampling() {
        SamplingParams sampling = call.sampling();
        var ending = call.promptOf(0).ending();
        return new CompletionRecord.Sampling(
                sampling.temperature(),
                sampling.topP(),
                sampling.topK(),
                sampling.minP(),
                sampling.repetitionPenalty(),
                sampling.presencePenalty(),
                sampling.frequencyPenalty(),
                sampling.logitBias(),
                ending.minTokens(),
                ending.ignoreEos(),
                call.stops());
    }

    private CompletionRecord.Choice choice(int index) {
        Answer answer = answers[index];
        return new CompletionRecord.Choice(
                index,
                index / call.n(),
                call.samplingOf(index).seed().orElseThrow(),
                answer.text.toString(),
                answer.ids,
                answer.logprobs,
                answer.reason);
    }

    /** The clock of the wall may be put back; a record's times never run backwards. */
    private static long notBefore(long earlierMs) {
        return Math.max(earlierMs, System.currentTimeMillis());
    }

    private static final class Answer {
        final List<Integer> ids = new ArrayList<>();
        final List<Float> logprobs = new ArrayList<>();
        final StringBuilder text = new StringBuilder();
        String reason = CANCELLED;
    }
}
