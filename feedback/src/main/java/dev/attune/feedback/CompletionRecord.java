package dev.attune.feedback;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One answered request, as it must be known to learn from what people say of it: who asked what, and exactly how each
 * answer came about. Immutable. {@link CompletionJson} is its form on disk.
 *
 * @param id what the client was told, such as {@code chatcmpl-…}; feedback names it together with a choice's index
 * @param user who asked; null if nobody said
 * @param model as the request named it
 * @param weightsVersion the version that every token of every choice was drawn from
 * @param messages the conversation as it was sent; empty for a plain text prompt
 * @param prompts what the model was given: one for a chat, one or more for text
 * @param sampling how tokens were drawn and when they were to end
 * @param metadata as the request gave it, for whoever reads this
 * @param choices the answers, by index
 * @param times when it happened
 */
public record CompletionRecord(
        String id,
        @Nullable String user,
        String model,
        long weightsVersion,
        List<Turn> messages,
        List<Prompt> prompts,
        Sampling sampling,
        Map<String, String> metadata,
        List<Choice> choices,
        Times times) {

    public CompletionRecord {
        if (id.isBlank()) {
            throw new IllegalArgumentException("id must not be blank");
        }
        if (prompts.isEmpty()) {
            throw new IllegalArgumentException("completion " + id + " must have at least one prompt");
        }
        messages = List.copyOf(messages);
        prompts = List.copyOf(prompts);
        metadata = Map.copyOf(metadata);
        choices = List.copyOf(choices);
    }

    /** The prompt that a choice goes on from. */
    public Prompt promptOf(Choice choice) {
        return prompts.get(choice.prompt());
    }

    /**
     * One message of the conversation, word for word as the client sent it.
     *
     * @param role system, developer, user, assistant or tool
     * @param content its text, parts joined; null where an assistant only called tools
     */
    public record Turn(
            String role,
            @Nullable String content,
            @Nullable String name,
            List<ToolCall> toolCalls,
            @Nullable String toolCallId) {
        public Turn {
            toolCalls = List.copyOf(toolCalls);
        }

        /** One of nothing but words. */
        public static Turn of(String role, String content) {
            return new Turn(role, content, null, List.of(), null);
        }
    }

    /** A function that an assistant's message called; {@code arguments} is JSON text. */
    public record ToolCall(String id, String name, String arguments) {}

    /**
     * Ids to go on from.
     *
     * @param maxTokens how many more there might be
     */
    public record Prompt(List<Integer> ids, int maxTokens) {
        public Prompt {
            if (ids.isEmpty()) {
                throw new IllegalArgumentException("a prompt must hold at least one token");
            }
            ids = List.copyOf(ids);
        }
    }

    /**
     * How the tokens were drawn: what the request said, and where it said nothing, the defaults it was given.
     *
     * @param minTokens completion tokens before an end token may come
     * @param ignoreEos whether end tokens were tokens like any other
     * @param stop strings that end an answer
     */
    public record Sampling(
            double temperature,
            double topP,
            int topK,
            double minP,
            double repetitionPenalty,
            double presencePenalty,
            double frequencyPenalty,
            Map<Integer, Float> logitBias,
            int minTokens,
            boolean ignoreEos,
            List<String> stop) {
        public Sampling {
            logitBias = Map.copyOf(logitBias);
            stop = List.copyOf(stop);
        }
    }

    /**
     * One answer.
     *
     * @param index among the answers of the request
     * @param prompt index of the prompt it goes on from
     * @param seed the start of its random numbers; drawn by the server if the request gave none
     * @param text what the client was shown: without end token, stop string and what stands behind it
     * @param tokenIds every token that was drawn, also the one that ended it and those a stop string cut off
     * @param behaviourLogprobs for each of {@code tokenIds} the natural log of the probability it was drawn with: under the
     *     weights of {@code weightsVersion}, after penalties, bias, bans, temperature and cuts. 0 where there was no choice, as
     *     at temperature 0. It is not what the API reports as {@code logprobs}, which are the model's own at temperature 1
     * @param finishReason {@code stop}, {@code length}, or {@code cancelled}: the client went away or the request failed
     */
    public record Choice(
            int index,
            int prompt,
            long seed,
            String text,
            List<Integer> tokenIds,
            List<Float> behaviourLogprobs,
            String finishReason) {
        public Choice {
            if (tokenIds.size() != behaviourLogprobs.size()) {
                throw new IllegalArgumentException("behaviourLogprobs must be as many as tokenIds, " + tokenIds.size()
                        + ", were " + behaviourLogprobs.size());
            }
            tokenIds = List.copyOf(tokenIds);
            behaviourLogprobs = List.copyOf(behaviourLogprobs);
        }
    }

    /**
     * Milliseconds since 1970.
     *
     * @param createdMs the request was understood
     * @param firstTokenMs the first token of any answer came
     * @param finishedMs the last answer ended
     */
    public record Times(long createdMs, long firstTokenMs, long finishedMs) {
        public Times {
            if (firstTokenMs < createdMs || finishedMs < firstTokenMs) {
                throw new IllegalArgumentException(
                        "times must not run backwards, were " + createdMs + ", " + firstTokenMs + ", " + finishedMs);
            }
        }
    }
}
