package dev.attune.server;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.openai.api.OpenAiApi;
import org.springframework.ai.retry.RetryUtils;
import org.springframework.ai.retry.TransientAiException;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.retry.support.RetryTemplate;
import org.springframework.web.client.ResponseErrorHandler;
import reactor.core.Disposable;

/** Spring AI's OpenAI client. Its streams know no retries. */
final class SpringAiClient implements ForeignClient {

    @Override
    public Answer whole(Ask ask) {
        try {
            return answer(List.of(model(ask).call(prompt(ask))));
        } catch (RuntimeException e) {
            throw refused(e);
        }
    }

    @Override
    public Answer streamed(Ask ask) {
        try {
            List<ChatResponse> pieces =
                    model(ask).stream(prompt(ask)).collectList().block();
            return answer(pieces == null ? List.of() : pieces);
        } catch (RuntimeException e) {
            throw refused(e);
        }
    }

    @Override
    public Begun begin(Ask ask) {
        CompletableFuture<ChatResponse> first = new CompletableFuture<>();
        Disposable stream = model(ask).stream(prompt(ask)).subscribe(first::complete, first::completeExceptionally);
        first.join();
        return new Begun() {
            @Override
            public void abort() {
                stream.dispose();
            }

            @Override
            public void close() {
                stream.dispose();
            }
        };
    }

    private static Prompt prompt(Ask ask) {
        return new Prompt(
                ask.text(),
                OpenAiChatOptions.builder()
                        .model(ask.model())
                        .temperature(ask.temperature())
                        .streamUsage(true)
                        .build());
    }

    private static OpenAiChatModel model(Ask ask) {
        String root = ask.baseUrl().substring(0, ask.baseUrl().length() - "/v1".length());
        OpenAiApi api = OpenAiApi.builder()
                .baseUrl(root)
                .apiKey("none")
                .responseErrorHandler(new TooManyIsTransient())
                .build();
        return OpenAiChatModel.builder()
                .openAiApi(api)
                .retryTemplate(RetryTemplate.builder()
                        .maxAttempts(1 + ask.maxRetries())
                        .fixedBackoff(10)
                        .retryOn(TransientAiException.class)
                        .build())
                .build();
    }

    private static Answer answer(List<ChatResponse> pieces) {
        StringBuilder text = new StringBuilder();
        List<String> reasons = new ArrayList<>();
        for (ChatResponse piece : pieces) {
            for (Generation generation : piece.getResults()) {
                String more = generation.getOutput().getText();
                text.append(more == null ? "" : more);
                String reason = generation.getMetadata().getFinishReason();
                if (reason != null && !reason.isEmpty()) {
                    reasons.add(reason);
                }
            }
        }
        var usage = pieces.get(pieces.size() - 1).getMetadata().getUsage();
        return new Answer(
                text.toString(), String.join(",", reasons), usage.getPromptTokens(), usage.getCompletionTokens());
    }

    private static Refused refused(RuntimeException failure) {
        return new Refused(failure.getClass().getSimpleName(), failure.getMessage());
    }

    /** What Spring Boot makes of the property {@code spring.ai.retry.on-http-codes=429}. */
    private static final class TooManyIsTransient implements ResponseErrorHandler {
        @Override
        public boolean hasError(ClientHttpResponse response) throws IOException {
            return response.getStatusCode().isError();
        }

        @Override
        public void handleError(URI url, HttpMethod method, ClientHttpResponse response) throws IOException {
            if (response.getStatusCode().value() == HttpStatus.TOO_MANY_REQUESTS.value()) {
                throw new TransientAiException(
                        "429 - " + new String(response.getBody().readAllBytes(), StandardCharsets.UTF_8));
            }
            RetryUtils.DEFAULT_RESPONSE_ERROR_HANDLER.handleError(url, method, response);
        }
    }
}
