package dev.attune.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.attune.server.config.ConfigurationException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The connection is encrypted with the certificate that was given, or the server says why not. */
final class TlsTest {
    @TempDir
    private static Path dir = Path.of(".");

    private static TestCertificate first;
    private static TestCertificate second;

    @BeforeAll
    static void certificates() throws Exception {
        first = TestCertificate.make(dir, "first", "RSA", 0);
        second = TestCertificate.make(dir, "second", "EC", 0);
    }

    @Test
    void httpsSpeaksBothVersionsOfHttp() throws Exception {
        try (RunningServer server = start(first.certificate(), first.key())) {
            assertThat(server.url()).startsWith("https://127.0.0.1:");
            assertThat(server.output()).contains("Attune is listening on https://127.0.0.1:");
            for (HttpClient.Version version : HttpClient.Version.values()) {
                HttpResponse<String> response = get(server, first.trusted(), version, "/health");
                assertThat(response.statusCode()).isEqualTo(200);
                assertThat(response.version()).isEqualTo(version);
                assertThat(response.headers().firstValue("strict-transport-security"))
                        .contains("max-age=31536000");
            }
            HttpClient client =
                    HttpClient.newBuilder().sslContext(first.trusted()).build();
            HttpResponse<String> chat =
                    client.send(server.post(Bodies.say("hello", "stream", true)).build(), BodyHandlers.ofString());
            assertThat(chat.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(EventStream.parse(chat.body()).text(0)).isEqualTo("hello");
        }
    }

    @Test
    void plainHttpTwoGoesOnWithoutTls() throws Exception {
        try (RunningServer server = RunningServer.start()) {
            HttpResponse<String> response = get(server, SSLContext.getDefault(), HttpClient.Version.HTTP_2, "/health");
            assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(response.statusCode()).isEqualTo(200);
        }
    }

    @Test
    void anOlderVersionOfTlsIsRefusedIfAskedTo() throws Exception {
        try (RunningServer server = RunningServer.start(Map.of(
                "http.tls.certificate", first.certificate().toString(),
                "http.tls.key", first.key().toString(),
                "http.tls.min-version", "1.3"))) {
            assertThatThrownBy(() -> older(server)).isInstanceOf(SSLHandshakeException.class);
        }
        try (RunningServer server = start(first.certificate(), first.key())) {
            assertThat(older(server).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aRenewedCertificateIsTakenUpWithoutARestart() throws Exception {
        Path certificate = Files.copy(first.certificate(), dir.resolve("live.pem"));
        Path key = Files.copy(first.key(), dir.resolve("live.key"));
        try (RunningServer server = RunningServer.start(Map.of(
                "http.tls.certificate",
                certificate.toString(),
                "http.tls.key",
                key.toString(),
                "keys.reload-ms",
                20))) {
            assertThat(health(server, first)).isEqualTo(200);
            Files.copy(second.certificate(), certificate, StandardCopyOption.REPLACE_EXISTING);
            Files.copy(second.key(), key, StandardCopyOption.REPLACE_EXISTING);
            await().atMost(30, TimeUnit.SECONDS)
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .until(() -> health(server, second) == 200);
            Files.writeString(certificate, "broken");
            assertThat(health(server, second)).isEqualTo(200);
        }
    }

    @Test
    void filesThatCannotBeUsedAreNamed() throws Exception {
        Path missing = dir.resolve("missing.pem");
        Path broken = Files.writeString(dir.resolve("broken.pem"), "-----BEGIN NOTHING-----\nsecret\n");
        TestCertificate expired = TestCertificate.make(dir, "expired", "EC", -3);
        refused(missing, first.key(), "missing.pem cannot be read: NoSuchFile");
        refused(broken, first.key(), "broken.pem");
        refused(first.certificate(), broken, "broken.pem");
        refused(first.certificate(), second.key(), "belongs to it");
        refused(
                first.certificate(),
                TestCertificate.make(dir, "other", "RSA", 0).key(),
                "does not belong");
        refused(expired.certificate(), expired.key(), "expired on 20");
        assertThatThrownBy(() ->
                        RunningServer.start(Map.of("http.tls.key", first.key().toString())))
                .hasMessageContaining("go together");
        assertThatThrownBy(() -> RunningServer.start(Map.of("http.tls.min-version", "1.1")))
                .hasMessageContaining("http.tls.min-version must be 1.2 or 1.3");
    }

    private static void refused(Path certificate, Path key, String words) {
        assertThatThrownBy(() -> start(certificate, key))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(words)
                .hasMessageNotContaining("secret");
    }

    private static RunningServer start(Path certificate, Path key) {
        return RunningServer.start(
                Map.of("http.tls.certificate", certificate.toString(), "http.tls.key", key.toString()));
    }

    private static int health(RunningServer server, TestCertificate trusted) throws Exception {
        return get(server, trusted.trusted(), HttpClient.Version.HTTP_2, "/health")
                .statusCode();
    }

    private static HttpResponse<String> older(RunningServer server) throws Exception {
        SSLParameters parameters = new SSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.2"});
        HttpClient client = HttpClient.newBuilder()
                .sslContext(first.trusted())
                .sslParameters(parameters)
                .build();
        return client.send(request(server, "/health"), BodyHandlers.ofString());
    }

    private static HttpResponse<String> get(
            RunningServer server, SSLContext trust, HttpClient.Version version, String path) throws Exception {
        HttpClient client =
                HttpClient.newBuilder().sslContext(trust).version(version).build();
        return client.send(request(server, path), BodyHandlers.ofString());
    }

    private static HttpRequest request(RunningServer server, String path) {
        return HttpRequest.newBuilder(URI.create(server.url() + path)).build();
    }
}
