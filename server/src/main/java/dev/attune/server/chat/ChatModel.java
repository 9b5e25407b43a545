package dev.attune.server.chat;

import dev.attune.api.ChatMessage;
import dev.attune.api.Model;
import dev.attune.serving.engine.SamplingParams;
import dev.attune.serving.text.Tokenizer;
import java.util.List;
import java.util.Set;

/**
 * The model behind the chat routes. Immutable; its parts may be used from any thread and belong to whoever loaded them.
 *
 * @param name what requests call it
 * @param createdAt when it was loaded, in seconds since 1970
 * @param contextTokens prompt and completion together
 * @param vocabularySize one more than the largest token id
 * @param endIds the tokens that end a completion
 * @param defaults how tokens are drawn where a request does not say
 * @param format from messages to the text of a prompt
 * @param tokenizer from text to ids, and from ids to bytes
 * @param generator from prompt ids to completion ids
 */
public record ChatModel(
        String name,
        long createdAt,
        int contextTokens,
        int vocabularySize,
        Set<Integer> endIds,
        SamplingParams defaults,
        PromptFormat format,
        Tokenizer tokenizer,
        Generator generator) {

    /** The ids that a conversation is gone on from. Not for event loops. */
    int[] promptIds(List<ChatMessage> messages) {
        return tokenizer.encode(format.prompt(messages));
    }

    /** As {@code /v1/models} shows it. */
    Model card() {
        return Model.of(name, createdAt, contextTokens);
    }

    /** The name of exactly the weights that answered. */
    String fingerprint(long weightsVersion) {
        return name + "@w" + weightsVersion;
    }
}
