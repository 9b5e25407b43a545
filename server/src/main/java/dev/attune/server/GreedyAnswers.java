package dev.attune.server;

import dev.attune.server.config.ServerConfig;
import dev.attune.serving.ServedModel;
import dev.attune.serving.engine.FinishReason;
import dev.attune.serving.engine.GenerationRequest;
import dev.attune.serving.engine.SamplingParams;
import dev.attune.serving.engine.Token;
import dev.attune.serving.engine.TokenSink;
import dev.attune.serving.text.ChatMessage;
import dev.attune.serving.text.ChatOptions;
import dev.attune.serving.text.ChatTemplate;
import dev.attune.trainer.corpus.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A model that answers one conversation after the other, always with the likeliest tokens. Used by one thread. */
final class GreedyAnswers implements AutoCloseable {
    private static final int LONGEST_ANSWER = 256;

    private final ServedModel model;
    private final ChatTemplate template;
    private int asked;

    private GreedyAnswers(ServedModel model, ChatTemplate template) {
        this.model = model;
        this.template = template;
    }

    static GreedyAnswers open(ServerConfig config) {
        ModelFolder folder = ModelFolder.find(config);
        ChatTemplate template = ChatTemplate.openOrChatMl(folder.path());
        return new GreedyAnswers(ServedModel.open(folder.path(), EngineLoader.options(config, 1)), template);
    }

    /** The model's answer to a conversation; waits for it. */
    String to(List<Message> conversation) {
        List<ChatMessage> turns = conversation.stream()
                .map(message -> ChatMessage.of(message.role(), message.content()))
                .toList();
        int[] prompt = model.tokenizer().encode(template.render(turns, ChatOptions.PROMPT));
        int room = model.limits().contextTokens() - prompt.length;
        Answer answer = new Answer();
        model.loop()
                .submit(new GenerationRequest(
                        "question-" + asked++,
                        prompt,
                        SamplingParams.GREEDY,
                        new GenerationRequest.Ending(Math.min(room, LONGEST_ANSWER), 0, false, model.endIds()),
                        -1,
                        answer));
        List<Integer> ids = answer.whole.join();
        return model.tokenizer().decode(ids.stream().mapToInt(Integer::intValue).toArray());
    }

    @Override
    public void close() {
        model.close();
    }

    /** Gathers tokens on the decode thread; complete when the answer is. */
    private static final class Answer implements TokenSink {
        private final List<Integer> ids = new ArrayList<>();
        private final CompletableFuture<List<Integer>> whole = new CompletableFuture<>();

        @Override
        public void onStart(long weightsVersion, int cachedTokens) {}

        @Override
        public void onToken(Token token) {
            if (!token.end()) {
                ids.add(token.id());
            }
        }

        @Override
        public void onFinish(FinishReason reason) {
            whole.complete(ids);
        }

        @Override
        public void onFailure(Throwable cause) {
            whole.completeExceptionally(cause);
        }
    }
}
