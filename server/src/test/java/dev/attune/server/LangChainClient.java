package dev.attune.server;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** {@code langchain4j-open-ai}. Its streams know no retries. */
final class LangChainClient implements ForeignClient {

    @Override
    public Answer whole(Ask ask) {
        OpenAiChatModel model = OpenAiChatModel.builder()
                .baseUrl(ask.baseUrl())
                .modelName(ask.model())
                .temperature(ask.temperature())
                .maxRetries(ask.maxRetries())
                .build();
        try {
            ChatResponse response = model.chat(UserMessage.from(ask.text()));
            return answer(response.aiMessage().text(), response);
        } catch (RuntimeException e) {
            throw refused(e);
        }
    }

    @Override
    public Answer streamed(Ask ask) {
        Gathering gathering = new Gathering();
        streaming(ask).chat(ask.text(), gathering);
        return gathering.answer();
    }

    @Override
    public Begun begin(Ask ask) {
        Gathering gathering = new Gathering();
        streaming(ask).chat(ask.text(), gathering);
        StreamingHandle handle = gathering.first.join();
        return new Begun() {
            @Override
            public void abort() {
                handle.cancel();
            }

            @Override
            public void close() {
                handle.cancel();
            }
        };
    }

    private static OpenAiStreamingChatModel streaming(Ask ask) {
        return OpenAiStreamingChatModel.builder()
                .baseUrl(ask.baseUrl())
                .modelName(ask.model())
                .temperature(ask.temperature())
                .build();
    }

    private static Answer answer(String text, ChatResponse response) {
        return new Answer(
                text,
                response.finishReason().name(),
                response.tokenUsage().inputTokenCount(),
                response.tokenUsage().outputTokenCount());
    }

    private static Refused refused(Throwable failure) {
        return new Refused(failure.getClass().getSimpleName(), failure.getMessage());
    }

    /** Hears one stream on the client's own threads. */
    private static final class Gathering implements StreamingChatResponseHandler {
        final CompletableFuture<StreamingHandle> first = new CompletableFuture<>();
        private final CompletableFuture<ChatResponse> end = new CompletableFuture<>();
        private final StringBuffer text = new StringBuffer();

        Answer answer() {
            try {
                ChatResponse response = end.join();
                return LangChainClient.answer(text.toString(), response);
            } catch (CompletionException e) {
                throw refused(Objects.requireNonNull(e.getCause()));
            }
        }

        @Override
        public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
            text.append(piece.text());
            first.complete(context.streamingHandle());
        }

        @Override
        public void onCompleteResponse(ChatResponse response) {
            end.complete(response);
        }

        @Override
        public void onError(Throwable failure) {
            end.completeExceptionally(failure);
            first.completeExceptionally(failure);
        }
    }
}
