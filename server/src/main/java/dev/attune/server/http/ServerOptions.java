package dev.attune.server.http;

import dev.attune.server.config.ServerConfig;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** What the configuration means in Vert.x's words. */
final class ServerOptions {

    private ServerOptions() {}

    static HttpServerOptions of(Vertx vertx, ServerConfig.Http config) {
        ServerConfig.Defences defences = config.defences();
        HttpServerOptions options = new HttpServerOptions()
                .setMaxHeaderSize(config.maxHeaderBytes())
                .setMaxInitialLineLength(config.maxRequestLineBytes())
                .setInitialSettings(new Http2Settings()
                        .setMaxHeaderListSize(config.maxHeaderBytes())
                        .setMaxConcurrentStreams(defences.maxStreamsPerConnection()))
                .setHttp2RstFloodMaxRstFramePerWindow(defences.maxResetsPerMinute())
                .setHttp2RstFloodWindowDuration(1)
                .setHttp2RstFloodWindowDurationTimeUnit(TimeUnit.MINUTES)
                // Until a connection has said a word; Connections allows it more from then on.
                .setIdleTimeout(Math.min(defences.headTimeoutMs(), config.idleTimeoutMs()))
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setTcpNoDelay(true)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false);
        if (config.tls().isOn()) {
            encrypt(options, tls(vertx, config.tls()));
        }
        return options;
    }

    /**
     * The files as they are now.
     *
     * @throws dev.attune.server.config.ConfigurationException if they cannot be used
     */
    static ServerSSLOptions tls(Vertx vertx, ServerConfig.Tls tls) {
        return new ServerSSLOptions()
                .setKeyCertOptions(Certificate.read(vertx, tls))
                .setUseAlpn(true)
                .setEnabledSecureTransportProtocols(versions(tls.minVersion()));
    }

    private static void encrypt(HttpServerOptions options, ServerSSLOptions tls) {
        options.setSsl(true)
                .setUseAlpn(true)
                .setKeyCertOptions(tls.getKeyCertOptions())
                .setEnabledSecureTransportProtocols(tls.getEnabledSecureTransportProtocols());
    }

    private static Set<String> versions(String least) {
        return new LinkedHashSet<>(least.equals("1.3") ? List.of("TLSv1.3") : List.of("TLSv1.3", "TLSv1.2"));
    }
}
