package dev.attune.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What one connection of HTTP/2 may do has limits too. */
final class Http2DefencesTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() {
        await(vertx.close());
    }

    @Test
    void theLimitsAreSaidInTheSettings() {
        try (RunningServer server =
                RunningServer.start(Map.of("http.max-streams-per-connection", 7, "http.max-header-bytes", 9_000))) {
            HttpClientConnection connection = connect(server);
            CompletableFuture<Http2Settings> settings = new CompletableFuture<>();
            connection.remoteSettingsHandler(settings::complete);
            assertThat(get(connection)).isEqualTo(200);
            Http2Settings said = settings.getNow(connection.remoteSettings());
            assertThat(said.getMaxConcurrentStreams()).isEqualTo(7);
            assertThat(said.getMaxHeaderListSize()).isEqualTo(9_000);
        }
    }

    @Test
    void whoTakesBackRequestAfterRequestIsDisconnected() throws Exception {
        try (RunningServer server = RunningServer.start(Map.of("http.max-resets-per-minute", 20))) {
            HttpClientConnection connection = connect(server);
            CompletableFuture<Void> closed = new CompletableFuture<>();
            connection.closeHandler(closed::complete);
            assertThat(get(connection)).isEqualTo(200);
            for (int i = 0; i < 40 && !closed.isDone(); i++) {
                takeBack(connection);
            }
            closed.get(30, TimeUnit.SECONDS);
            assertThat(get(connect(server))).as("others go on").isEqualTo(200);
        }
    }

    private void takeBack(HttpClientConnection connection) {
        connection
                .request(new RequestOptions().setMethod(HttpMethod.POST).setURI("/v1/chat/completions"))
                .onSuccess(request -> request.setChunked(true).write("{").onComplete(sent -> request.reset(8)));
    }

    private HttpClientConnection connect(RunningServer server) {
        HttpClientOptions options =
                new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false);
        return await(vertx.createHttpClient(options)
                .connect(new HttpConnectOptions()
                        .setHost("127.0.0.1")
                        .setPort(server.application().port())));
    }

    private static int get(HttpClientConnection connection) {
        return await(connection
                .request(new RequestOptions().setURI("/health"))
                .compose(request -> request.send())
                .map(response -> response.statusCode()));
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }
}
