package dev.attune.server.chat;

import dev.attune.api.Alternative;
import dev.attune.api.AlternativeChunkChoice;
import dev.attune.api.Alternatives;
import dev.attune.api.AlternativesChunk;
import dev.attune.api.ChatMessage;
import dev.attune.api.Delta;
import dev.attune.api.FunctionCall;
import dev.attune.api.MessageContent;
import dev.attune.api.ToolCall;
import dev.attune.api.Usage;
import dev.attune.feedback.AnswerId;
import dev.attune.feedback.CompletionRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Answers to one prompt for somebody to judge: without the weights they come from, in an order that the id decides by chance. */
final class DrawWording implements Wording {
    private final @Nullable List<ChatMessage> messages;
    private final int[] shown;
    private boolean opened;

    /** @param turns the conversation that is answered; empty for a text */
    DrawWording(String id, List<CompletionRecord.Turn> turns, int answers) {
        this.messages = turns.isEmpty()
                ? null
                : turns.stream().map(DrawWording::message).toList();
        this.shown = shuffled(id, answers);
    }

    @Override
    public String idPrefix() {
        return "chatcmpl-";
    }

    @Override
    public boolean isBlind() {
        return true;
    }

    @Override
    public Alternatives whole(ReplyHead head, List<Answer> answers, Usage usage) {
        Alternative[] choices = new Alternative[shown.length];
        for (int index = 0; index < shown.length; index++) {
            Answer answer = answers.get(index);
            choices[shown[index]] = new Alternative(
                    shown[index], answerId(head, index), answer.piece().text(), answer.finishReason());
        }
        return new Alternatives(
                head.id(), Alternatives.OBJECT, head.created(), head.model(), List.of(choices), messages);
    }

    /** Says who speaks; the very first one carries the conversation. */
    @Override
    public AlternativesChunk opening(ReplyHead head, int index) {
        List<ChatMessage> conversation = opened ? null : messages;
        opened = true;
        return chunk(head, index, Delta.FIRST, null, conversation);
    }

    @Override
    public AlternativesChunk chunk(ReplyHead head, int index, Piece piece, @Nullable String finishReason) {
        Delta delta = piece.text().isEmpty() ? Delta.LAST : Delta.text(piece.text());
        return chunk(head, index, delta, finishReason, null);
    }

    @Override
    public Object usageChunk(ReplyHead head, Usage usage) {
        throw new IllegalStateException("nobody can ask for the usage of alternatives");
    }

    private AlternativesChunk chunk(
            ReplyHead head,
            int index,
            Delta delta,
            @Nullable String finishReason,
            @Nullable List<ChatMessage> conversation) {
        return new AlternativesChunk(
                head.id(),
                AlternativesChunk.OBJECT,
                head.created(),
                head.model(),
                List.of(new AlternativeChunkChoice(shown[index], answerId(head, index), delta, finishReason)),
                conversation);
    }

    private static String answerId(ReplyHead head, int index) {
        return new AnswerId(head.id(), index).toString();
    }

    /** Where each answer is shown. Told by the id alone, so that a reply can be given again. */
    private static int[] shuffled(String id, int answers) {
        List<Integer> places =
                new ArrayList<>(IntStream.range(0, answers).boxed().toList());
        Collections.shuffle(places, new Random(Arrays.hashCode(id.toCharArray()) * 0x9E3779B97F4A7C15L));
        return places.stream().mapToInt(Integer::intValue).toArray();
    }

    private static ChatMessage message(CompletionRecord.Turn turn) {
        return new ChatMessage(
                turn.role(),
                turn.content() == null ? null : new MessageContent(turn.content()),
                turn.name(),
                turn.toolCalls().isEmpty()
                        ? null
                        : turn.toolCalls().stream()
                                .map(call -> new ToolCall(
                                        call.id(), "function", new FunctionCall(call.name(), call.arguments())))
                                .toList(),
                turn.toolCallId());
    }
}
