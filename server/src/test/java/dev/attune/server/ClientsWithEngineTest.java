package dev.attune.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.attune.server.ForeignClient.Ask;
import dev.attune.server.ForeignClient.Begun;
import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same clients with the engine and the model that comes with Attune. */
final class ClientsWithEngineTest {
    private static HeldGenerator generator;
    private static Application server;

    @BeforeAll
    static void start() {
        Map<String, Object> settings = Map.of("model.path", "src/main/model/attune-mini", "engine.max-running", 1);
        CompletableFuture<HeldGenerator> loaded = new CompletableFuture<>();
        server = Application.start(
                RunningServer.config(settings),
                config -> RelayedGenerator.load(config, real -> {
                    HeldGenerator held = new HeldGenerator(real);
                    loaded.complete(held);
                    return held;
                }),
                new PrintStream(PrintStream.nullOutputStream()));
        generator = loaded.join();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @EnumSource
    void getsAnAnswerWholeAndStreamed(ClientsTest.Client client) {
        ForeignClient open = client.open();
        Ask ask = ask("What is the capital of France?");
        assertThat(open.whole(ask).text()).contains("Paris");
        assertThat(open.streamed(ask)).isEqualTo(open.whole(ask));
    }

    @ParameterizedTest
    @EnumSource
    void givingUpFreesTheSlot(ClientsTest.Client client) {
        ForeignClient open = client.open();
        generator.holdAt(5);
        try (Begun begun = open.begin(ask("Tell me a story."))) {
            awaitRunning(1);
            begun.abort();
            awaitRunning(0);
        }
        assertThat(generator.tokensAfterHold()).isZero();
    }

    /** Counted at the end of a step: a client may have its token before that. */
    private static void awaitRunning(int count) {
        await().atMost(60, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(generator.stats().running()).isEqualTo(count));
    }

    private static Ask ask(String text) {
        return new Ask(server.url() + "/v1", "attune-mini", text, 0, 2);
    }
}
