package dev.attune.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.attune.server.ForeignClient.Answer;
import dev.attune.server.ForeignClient.Ask;
import dev.attune.server.ForeignClient.Begun;
import dev.attune.server.ForeignClient.Refused;
import java.util.Map;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Four clients that nobody here wrote, unchanged: chat, stream, errors, retries, abort. */
final class ClientsTest {
    private static final String TEXT = "Grüße, 世界! 👋🏽 <b>&amp;\n\t\"done\"";

    private RunningServer server;

    /** A client, and its own names for what may go wrong. */
    enum Client {
        OPENAI_NPM(
                () -> NpmClient.of("openai.mjs"),
                "NotFoundError",
                "BadRequestError",
                "RateLimitError",
                "InternalServerError"),
        AI_SDK(
                () -> NpmClient.of("ai-sdk.mjs"),
                "AI_APICallError",
                "AI_APICallError",
                "AI_APICallError",
                "AI_APICallError"),
        LANGCHAIN4J(
                LangChainClient::new,
                "ModelNotFoundException",
                "InvalidRequestException",
                "RateLimitException",
                "InternalServerException"),
        SPRING_AI(
                SpringAiClient::new,
                "NonTransientAiException",
                "NonTransientAiException",
                "TransientAiException",
                "TransientAiException");

        private final Supplier<ForeignClient> make;
        final String notFound;
        final String badRequest;
        final String tooMany;
        final String broken;

        Client(Supplier<ForeignClient> make, String notFound, String badRequest, String tooMany, String broken) {
            this.make = make;
            this.notFound = notFound;
            this.badRequest = badRequest;
            this.tooMany = tooMany;
            this.broken = broken;
        }

        ForeignClient open() {
            return make.get();
        }
    }

    @BeforeEach
    void start() {
        server = RunningServer.start(Map.of("http.retry-after-s", 1));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @EnumSource
    void chats(Client client) {
        Answer answer = client.open().whole(ask());
        assertThat(answer).isEqualTo(expected(answer.finish()));
        assertThat(answer.finish()).isEqualToIgnoringCase("stop");
    }

    @ParameterizedTest
    @EnumSource
    void streams(Client client) {
        Answer answer = client.open().streamed(ask());
        assertThat(answer).isEqualTo(expected(answer.finish()));
        assertThat(answer.finish()).isEqualToIgnoringCase("stop");
    }

    @ParameterizedTest
    @EnumSource
    void saysThatAModelIsUnknown(Client client) {
        ForeignClient open = client.open();
        refused(client.notFound, () -> open.whole(ask().ofModel("gpt-x")))
                .withMessageContaining("gpt-x")
                .withMessageContaining("model_not_found");
    }

    @ParameterizedTest
    @EnumSource
    void saysWhichFieldIsWrong(Client client) {
        ForeignClient open = client.open();
        refused(client.badRequest, () -> open.whole(ask().at(3))).withMessageContaining("temperature");
    }

    @ParameterizedTest
    @EnumSource
    void saysThatTooManyAskWhenItMayNotRetry(Client client) {
        ForeignClient open = client.open();
        server.generator().capacity(0);
        refused(client.tooMany, () -> open.whole(ask())).withMessageContaining("queue is full");
    }

    @ParameterizedTest
    @EnumSource
    void retriesWhenTooManyAsk(Client client) {
        ForeignClient open = client.open();
        server.generator().refuseNext(2);
        assertThat(open.whole(ask().retrying(2)).text()).isEqualTo(TEXT);
        assertThat(server.generator().requests()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENAI_NPM", "AI_SDK"})
    void retriesAStreamWhenTooManyAsk(Client client) {
        ForeignClient open = client.open();
        server.generator().refuseNext(1);
        assertThat(open.streamed(ask().retrying(1)).text()).isEqualTo(TEXT);
    }

    @ParameterizedTest
    @EnumSource
    void saysThatTheServerBroke(Client client) {
        ForeignClient open = client.open();
        server.generator().breakAt(-1);
        refused(client.broken, () -> open.whole(ask())).withMessageContaining("Something broke");
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"SPRING_AI"})
    void saysThatAStreamBroke(Client client) {
        ForeignClient open = client.open();
        server.generator().breakAt(3);
        assertThatExceptionOfType(Refused.class).isThrownBy(() -> open.streamed(ask()));
    }

    /** Spring AI skips an error that comes after the first token, whoever sends it; what is left is an answer without a reason. */
    @Test
    void springAiShowsABrokenStreamAsUnfinished() {
        server.generator().breakAt(3);
        Answer answer = Client.SPRING_AI.open().streamed(ask());
        assertThat(answer.text()).isEqualTo("Gr");
        assertThat(answer.finish()).isEmpty();
    }

    @Test
    void theOpenAiPackageShowsItsKey() {
        String key = "a-key-of-my-own-choice";
        NpmClient client = NpmClient.of("openai.mjs");
        try (RunningServer locked = RunningServer.start(Map.of("keys.environment", "carol:chat:" + key))) {
            Ask ask = new Ask(locked.url() + "/v1", "echo", TEXT, 0.5, 0);
            refused("AuthenticationError", () -> client.whole(ask)).withMessageContaining("invalid_api_key");
            assertThat(client.whole(ask, key).text()).isEqualTo(TEXT);
        }
    }

    @ParameterizedTest
    @EnumSource
    void freesTheSlotWhenItGivesUp(Client client) {
        server.generator().holdAt(5);
        try (Begun begun = client.open().begin(ask())) {
            assertThat(server.generator().inFlight()).isEqualTo(1);
            begun.abort();
            await().untilAsserted(
                            () -> assertThat(server.generator().inFlight()).isZero());
        }
    }

    private Ask ask() {
        return new Ask(server.url() + "/v1", "echo", TEXT, 0.5, 0);
    }

    private static Answer expected(String finish) {
        int bytes = new ByteTokens().encode(TEXT).length;
        return new Answer(TEXT, finish, bytes, bytes + 1);
    }

    private static ThrowableAssertAlternative<Refused> refused(String kind, Runnable asking) {
        return assertThatExceptionOfType(Refused.class)
                .isThrownBy(asking::run)
                .satisfies(refusal -> assertThat(refusal.kind()).isEqualTo(kind));
    }
}
