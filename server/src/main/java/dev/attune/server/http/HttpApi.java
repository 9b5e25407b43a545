package dev.attune.server.http;

import dev.attune.server.access.Keys;
import dev.attune.server.config.ServerConfig;
import dev.attune.server.metrics.HttpMeters;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.openapi.router.OpenAPIRoute;
import io.vertx.ext.web.openapi.router.RequestExtractor;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import io.vertx.openapi.contract.OpenAPIContract;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The listening server: one handler per operation of the contract, and the page. Opened and closed by the application;
 * everything inside runs on event loops.
 */
public final class HttpApi {
    private final HttpServer server;

    private HttpApi(HttpServer server) {
        this.server = server;
    }

    /**
     * Listens.
     *
     * @param meters told of every request
     * @param keys who may call
     * @param handlers operationId to handler, for every operation of the contract but those that show the contract
     * @return fails if the port cannot be had
     */
    public static Future<HttpApi> listen(
            Vertx vertx,
            ServerConfig.Http config,
            HttpMeters meters,
            Keys keys,
            Map<String, Handler<RoutingContext>> handlers) {
        ConnectionLimit connections = new ConnectionLimit(config.maxConnections());
        meters.connections(connections::open);
        return Contract.load(vertx)
                .map(contract -> routes(vertx, config, new Contracted(contract, meters, keys, handlers)))
                .compose(router -> vertx.createHttpServer(options(config))
                        .requestHandler(new PathHandler(router))
                        .connectionHandler(connections)
                        .invalidRequestHandler(new MalformedRequestHandler())
                        .listen(config.port(), config.host()))
                .map(HttpApi::new);
    }

    /** The port that was bound, also if any would do. */
    public int port() {
        return server.actualPort();
    }

    /** Stops listening and closes every connection, idle ones at once, busy ones after the given time. */
    public Future<Void> close(Duration patience) {
        return server.shutdown(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static HttpServerOptions options(ServerConfig.Http config) {
        ServerConfig.Defences defences = config.defences();
        return new HttpServerOptions()
                .setInitialSettings(new Http2Settings()
                        .setMaxHeaderListSize(config.maxHeaderBytes())
                        .setMaxConcurrentStreams(defences.maxStreamsPerConnection()))
                .setHttp2RstFloodMaxRstFramePerWindow(defences.maxResetsPerMinute())
                .setHttp2RstFloodWindowDuration(1)
                .setHttp2RstFloodWindowDurationTimeUnit(TimeUnit.MINUTES)
                .setMaxHeaderSize(config.maxHeaderBytes())
                .setMaxInitialLineLength(config.maxRequestLineBytes())
                .setIdleTimeout(config.idleTimeoutMs())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setTcpNoDelay(true)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false);
    }

    /** The contract, who counts, who may call and who fulfils it. */
    private record Contracted(
            OpenAPIContract contract, HttpMeters meters, Keys keys, Map<String, Handler<RoutingContext>> handlers) {}

    private static Router routes(Vertx vertx, ServerConfig.Http config, Contracted contracted) {
        OpenAPIContract contract = contracted.contract();
        RouterBuilder operations = RouterBuilder.create(vertx, contract, RequestExtractor.withBodyHandler());
        operations.rootHandler(new RequestHeadHandler());
        operations.rootHandler(new AccessLog(contract, contracted.meters()));
        KeyHandler keys = new KeyHandler(contract, contracted.keys());
        operations.rootHandler(keys);
        operations.rootHandler(new MediaTypeHandler(contract));
        operations.rootHandler(BodyHandler.create(false).setBodyLimit(config.maxBodyBytes()));
        DocsPage docs = new DocsPage();
        Map<String, Handler<RoutingContext>> own = Map.of("getContract", docs::contract, "getDocs", docs::page);
        for (OpenAPIRoute route : operations.getRoutes()) {
            String id = route.getOperation().getOperationId();
            Handler<RoutingContext> handler = contracted.handlers().getOrDefault(id, own.get(id));
            if (handler == null) {
                throw new IllegalStateException("no handler for operation " + id + " of the contract");
            }
            if (BodyValidation.fits(route.getOperation())) {
                route.setDoValidation(false).addHandler(BodyValidation.of(contract, route.getOperation()));
            }
            route.setDoSecurity(false)
                    .addHandler(context -> keys.guard(context, route.getOperation()))
                    .addHandler(handler);
        }
        Router router = operations.createRouter();
        docs.mount(router);
        new WebPage().mount(router);
        new ErrorHandler(config.retryAfterS(), new AllowedMethods(contract)).mount(router);
        return router;
    }
}
