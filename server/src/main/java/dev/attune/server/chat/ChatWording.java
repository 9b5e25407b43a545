package dev.attune.server.chat;

import dev.attune.api.AssistantMessage;
import dev.attune.api.ChatCompletion;
import dev.attune.api.ChatCompletionChunk;
import dev.attune.api.Choice;
import dev.attune.api.ChunkChoice;
import dev.attune.api.ChunkUsage;
import dev.attune.api.Delta;
import dev.attune.api.Usage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Chat completions and their chunks. */
final class ChatWording implements Wording {
    private final @Nullable ChunkUsage usageSoFar;
    private final @Nullable List<Integer> promptIds;
    private boolean opened;

    ChatWording(Call call) {
        this.usageSoFar = call.includeUsage() ? ChunkUsage.NOT_YET : null;
        this.promptIds = call.returnTokenIds()
                ? Arrays.stream(call.promptOf(0).ids()).boxed().toList()
                : null;
    }

    @Override
    public String idPrefix() {
        return "chatcmpl-";
    }

    @Override
    public ChatCompletion whole(ReplyHead head, List<Answer> answers, Usage usage) {
        List<Choice> choices = new ArrayList<>();
        for (Answer answer : answers) {
            Piece all = answer.piece();
            choices.add(new Choice(
                    choices.size(),
                    AssistantMessage.of(all.text()),
                    answer.finishReason(),
                    all.logprobsOrNull(),
                    all.tokenIdsOrNull()));
        }
        return new ChatCompletion(
                head.id(),
                ChatCompletion.OBJECT,
                head.created(),
                head.model(),
                head.fingerprint(),
                choices,
                usage,
                promptIds);
    }

    /** Says who speaks; the very first one carries the prompt's ids, if they were asked for. */
    @Override
    public ChatCompletionChunk opening(ReplyHead head, int index) {
        List<Integer> ids = opened ? null : promptIds;
        opened = true;
        return chunk(head, List.of(new ChunkChoice(index, Delta.FIRST, null, null, null)), usageSoFar, ids);
    }

    @Override
    public ChatCompletionChunk chunk(ReplyHead head, int index, Piece piece, @Nullable String finishReason) {
        Delta delta = piece.text().isEmpty() ? Delta.LAST : Delta.text(piece.text());
        ChunkChoice choice =
                new ChunkChoice(index, delta, finishReason, piece.logprobsOrNull(), piece.tokenIdsOrNull());
        return chunk(head, List.of(choice), usageSoFar, null);
    }

    @Override
    public ChatCompletionChunk usageChunk(ReplyHead head, Usage usage) {
        return chunk(head, List.of(), new ChunkUsage(usage), null);
    }

    private static ChatCompletionChunk chunk(
            ReplyHead head, List<ChunkChoice> choices, @Nullable ChunkUsage usage, @Nullable List<Integer> promptIds) {
        return new ChatCompletionChunk(
                head.id(),
                ChatCompletionChunk.OBJECT,
                head.created(),
                head.model(),
                head.fingerprint(),
                choices,
                usage,
                promptIds);
    }
}
