package dev.attune.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.attune.server.chat.ChatModel;
import dev.attune.server.config.ServerConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A client may go away at any moment between its first byte and its last: nothing stays behind, and nobody has to write to notice. */
final class LeavingTest {
    private static final int LIMIT_S = 60;
    private static final String HELD = "held ";

    private static final ScriptedGenerator GENERATOR = new ScriptedGenerator();
    /** Whoever says that it is held takes one of these before its prompt is made, on the thread that makes it. */
    private static final Semaphore PROMPTS = new Semaphore(0);

    private static Application server;

    /** How far a request comes before its client goes. */
    enum Stage {
        HALF_A_HEAD,
        HEAD,
        HALF_A_BODY,
        WHOLE_REQUEST,
        WHOLE_LARGE_REQUEST,
        WHILE_ITS_PROMPT_IS_MADE,
        IN_THE_QUEUE,
        IN_THE_QUEUE_WITH_MORE_BEHIND_IT,
        IN_THE_MIDDLE
    }

    @BeforeAll
    static void start() {
        // No heartbeat and no deadline comes to anybody's help.
        Map<String, Object> settings = Map.of("http.heartbeat-ms", 600_000);
        server = Application.start(
                RunningServer.config(settings), LeavingTest::load, new PrintStream(PrintStream.nullOutputStream()));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void letEverybodyGo() {
        GENERATOR.release();
    }

    static Stream<Arguments> everyWay() {
        return Arrays.stream(Stage.values()).flatMap(stage -> Stream.of(true, false)
                .flatMap(streamed -> Stream.of(true, false).map(politely -> Arguments.of(stage, streamed, politely))));
    }

    @ParameterizedTest
    @MethodSource("everyWay")
    void whoLeavesLeavesNothingBehind(Stage stage, boolean streamed, boolean politely) throws IOException {
        GENERATOR.holdAt(stage == Stage.IN_THE_MIDDLE ? 3 : -1);
        int before = GENERATOR.requests();
        Socket client = new Socket(InetAddress.getLoopbackAddress(), server.port());
        say(client, stage, streamed);
        awaitTrue(() -> hasComeThere(stage, before));
        leave(client, politely);
        if (stage == Stage.WHILE_ITS_PROMPT_IS_MADE) {
            awaitGone();
            PROMPTS.release();
            awaitTrue(() -> PROMPTS.availablePermits() == 0);
        }
        awaitGone();
        if (stage == Stage.WHILE_ITS_PROMPT_IS_MADE) {
            assertThat(GENERATOR.requests()).as("nobody is left to answer").isEqualTo(before);
        }
    }

    /** Whatever moment the fixed ones do not meet. */
    @Test
    void whoLeavesAtAnyMomentLeavesNothingBehind() throws IOException {
        Random random = new Random(1);
        GENERATOR.holdAt(2);
        for (int round = 0; round < 40; round++) {
            List<Socket> clients = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Socket client = new Socket(InetAddress.getLoopbackAddress(), server.port());
                say(client, Stage.WHOLE_REQUEST, random.nextBoolean());
                clients.add(client);
            }
            for (Socket client : clients) {
                LockSupport.parkNanos(random.nextInt(500_000));
                leave(client, random.nextBoolean());
            }
        }
        awaitGone();
    }

    private static boolean hasComeThere(Stage stage, int requestsBefore) {
        switch (stage) {
            case IN_THE_QUEUE, IN_THE_QUEUE_WITH_MORE_BEHIND_IT, IN_THE_MIDDLE:
                return GENERATOR.requests() == requestsBefore + 1;
            case WHILE_ITS_PROMPT_IS_MADE:
                return PROMPTS.hasQueuedThreads();
            default:
                return true;
        }
    }

    private static void say(Socket client, Stage stage, boolean streamed) throws IOException {
        String text =
                switch (stage) {
                    case WHOLE_LARGE_REQUEST -> "word ".repeat(20_000);
                    // More than is done on the event loop itself.
                    case WHILE_ITS_PROMPT_IS_MADE -> HELD.repeat(1_000);
                    default -> "a few words";
                };
        byte[] request = RawClients.request(Bodies.say(text, "stream", streamed));
        int head = new String(request, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n") + 4;
        OutputStream out = client.getOutputStream();
        switch (stage) {
            case HALF_A_HEAD -> out.write(request, 0, head / 2);
            case HEAD -> out.write(request, 0, head);
            case HALF_A_BODY -> out.write(request, 0, (head + request.length) / 2);
            default -> out.write(request);
        }
        if (stage == Stage.IN_THE_QUEUE_WITH_MORE_BEHIND_IT) {
            out.write(
                    "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(20).getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static void leave(Socket client, boolean politely) throws IOException {
        if (!politely) {
            client.setSoLinger(true, 0);
        }
        client.close();
    }

    /** Nothing runs, nothing waits, and no connection is left but the one that looks. */
    private static void awaitGone() {
        await().atMost(LIMIT_S, TimeUnit.SECONDS)
                .pollInterval(10, TimeUnit.MILLISECONDS)
                .untilAsserted(() -> {
                    assertThat(GENERATOR.inFlight()).as("in the engine").isZero();
                    Scrape now = Scrape.of(server.url());
                    assertThat(now.value("attune_http_streams_open"))
                            .as("streams")
                            .isZero();
                    assertThat(now.value("attune_http_connections"))
                            .as("connections")
                            .isEqualTo(1);
                });
    }

    private static void awaitTrue(BooleanSupplier condition) {
        await().atMost(LIMIT_S, TimeUnit.SECONDS).until(condition::getAsBoolean);
    }

    private static ModelLoader.Loaded load(ServerConfig config) {
        ChatModel model = RunningServer.model(GENERATOR);
        ChatModel slow = new ChatModel(
                model.name(),
                model.createdAt(),
                model.contextTokens(),
                model.vocabularySize(),
                model.endIds(),
                model.defaults(),
                messages -> {
                    String prompt = model.format().prompt(messages);
                    if (prompt.startsWith(HELD)) {
                        PROMPTS.acquireUninterruptibly();
                    }
                    return prompt;
                },
                model.tokenizer(),
                model.generator());
        return new ModelLoader.Loaded(slow, List.of(), GENERATOR::close);
    }
}
