package dev.attune.server.http;

import dev.attune.server.access.Keys;
import dev.attune.server.config.ServerConfig;
import dev.attune.server.metrics.HttpMeters;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
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
    private static final int SWEEP_MS = 500;

    private final Vertx vertx;
    private final ServerConfig.Http config;
    private final HttpServer server;
    private final Connections connections;

    private HttpApi(Vertx vertx, ServerConfig.Http config, HttpServer server, Connections connections) {
        this.vertx = vertx;
        this.config = config;
        this.server = server;
        this.connections = connections;
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
        Connections connections = new Connections(config);
        meters.connections(connections::open);
        vertx.setPeriodic(SWEEP_MS, tick -> connections.sweep());
        HttpServerOptions options = ServerOptions.of(vertx, config);
        MalformedRequestHandler malformed = new MalformedRequestHandler(meters);
        return Contract.load(vertx)
                .map(contract -> routes(vertx, config, new Contracted(contract, meters, keys, connections, handlers)))
                .compose(router -> vertx.createHttpServer(options)
                        .requestHandler(new PathHandler(router, malformed))
                        .connectionHandler(connections)
                        .invalidRequestHandler(malformed)
                        .listen(config.port(), config.host()))
                .map(server -> new HttpApi(vertx, config, server, connections));
    }

    /** The port that was bound, also if any would do. */
    public int port() {
        return server.actualPort();
    }

    /**
     * Reads the certificate again; connections that come from then on get the new one.
     *
     * @throws dev.attune.server.config.ConfigurationException if it cannot be used; all stays as it was
     */
    public Future<Void> renewCertificate() {
        return server.updateSSLOptions(ServerOptions.tls(vertx, config.tls())).mapEmpty();
    }

    /** Stops listening and closes every connection, idle ones at once, busy ones after the given time. */
    public Future<Void> close(Duration patience) {
        Future<Void> closed = server.shutdown(patience.toMillis(), TimeUnit.MILLISECONDS);
        connections.closeFreeOnes();
        return closed;
    }

    /** The contract, who counts, who may call and who fulfils it. */
    private record Contracted(
            OpenAPIContract contract,
            HttpMeters meters,
            Keys keys,
            Connections connections,
            Map<String, Handler<RoutingContext>> handlers) {}

    private static Router routes(Vertx vertx, ServerConfig.Http config, Contracted contracted) {
        OpenAPIContract contract = contracted.contract();
        RouterBuilder operations = RouterBuilder.create(vertx, contract, RequestExtractor.withBodyHandler());
        KeyHandler keys = new KeyHandler(contract, contracted.keys());
        BodyDeadline deadline = new BodyDeadline(config.defences().bodyTimeoutMs());
        operations.rootHandler(new RequestHeadHandler(config.tls()));
        operations.rootHandler(contracted.connections().requests());
        operations.rootHandler(new AccessLog(contract, contracted.meters()));
        if (!contracted.keys().areNeeded()) {
            operations.rootHandler(new HostHandler(config.host()));
        }
        operations.rootHandler(
                new OriginHandler(config.corsOrigins(), contracted.keys().areNeeded()));
        operations.rootHandler(keys);
        operations.rootHandler(new MediaTypeHandler(contract));
        operations.rootHandler(deadline);
        operations.rootHandler(BodyHandler.create(false).setBodyLimit(config.maxBodyBytes()));
        operations.rootHandler(deadline.met());
        operations.rootHandler(new JsonLimits(config.defences()));
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
