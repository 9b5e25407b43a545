package dev.attune.server.chat;

import dev.attune.api.ChunkUsage;
import dev.attune.api.TextChoice;
import dev.attune.api.TextChunkChoice;
import dev.attune.api.TextCompletion;
import dev.attune.api.TextCompletionChunk;
import dev.attune.api.Usage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Text completions and their chunks. */
final class TextWording implements Wording {
    private final Call call;
    private final List<String> echoes;
    private final TextLogprobList[] logprobs;
    private final @Nullable ChunkUsage usageSoFar;

    TextWording(TextCall text) {
        this.call = text.call();
        this.echoes = text.echoes();
        this.logprobs = new TextLogprobList[call.completions()];
        Arrays.setAll(logprobs, index -> new TextLogprobList(call.topLogprobs() > 0));
        this.usageSoFar = call.includeUsage() ? ChunkUsage.NOT_YET : null;
    }

    @Override
    public String idPrefix() {
        return "cmpl-";
    }

    @Override
    public TextCompletion whole(ReplyHead head, List<Answer> answers, Usage usage) {
        List<TextChoice> choices = new ArrayList<>();
        for (Answer answer : answers) {
            int index = choices.size();
            Piece all = answer.piece();
            choices.add(new TextChoice(
                    echo(index) + all.text(),
                    index,
                    logprobs[index].write(all.logprobs()),
                    answer.finishReason(),
                    all.tokenIdsOrNull(),
                    promptIds(index)));
        }
        return new TextCompletion(
                head.id(), TextCompletion.OBJECT, head.created(), head.model(), head.fingerprint(), choices, usage);
    }

    /** The echo and the prompt's ids, where they were asked for. */
    @Override
    public @Nullable TextCompletionChunk opening(ReplyHead head, int index) {
        if (echo(index).isEmpty() && !call.returnTokenIds()) {
            return null;
        }
        return chunk(
                head, List.of(new TextChunkChoice(echo(index), index, null, null, null, promptIds(index))), usageSoFar);
    }

    @Override
    public TextCompletionChunk chunk(ReplyHead head, int index, Piece piece, @Nullable String finishReason) {
        TextChunkChoice choice = new TextChunkChoice(
                piece.text(),
                index,
                logprobs[index].write(piece.logprobs()),
                finishReason,
                piece.tokenIdsOrNull(),
                null);
        return chunk(head, List.of(choice), usageSoFar);
    }

    @Override
    public TextCompletionChunk usageChunk(ReplyHead head, Usage usage) {
        return chunk(head, List.of(), new ChunkUsage(usage));
    }

    private String echo(int index) {
        return echoes.get(index / call.n());
    }

    private @Nullable List<Integer> promptIds(int index) {
        return call.returnTokenIds()
                ? Arrays.stream(call.promptOf(index).ids()).boxed().toList()
                : null;
    }

    private static TextCompletionChunk chunk(
            ReplyHead head, List<TextChunkChoice> choices, @Nullable ChunkUsage usage) {
        return new TextCompletionChunk(
                head.id(), TextCompletion.OBJECT, head.created(), head.model(), head.fingerprint(), choices, usage);
    }
}
