package dev.attune.server.metrics;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/** {@code getMetrics}: the numbers as Prometheus reads them, or as OpenMetrics for a reader that accepts it. */
public final class MetricsHandler implements Handler<RoutingContext> {
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
    private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private final Metrics metrics;

    public MetricsHandler(Metrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public void handle(RoutingContext context) {
        String type = format(context.request().getHeader(HttpHeaders.ACCEPT));
        context.vertx()
                .executeBlocking(() -> metrics.scrape(type), false)
                .onSuccess(page -> context.response()
                        .putHeader(HttpHeaders.CONTENT_TYPE, type)
                        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                        .end(page))
                .onFailure(context::fail);
    }

    private static String format(@Nullable String accept) {
        return accept != null && accept.contains("application/openmetrics-text") ? OPEN_METRICS : PROMETHEUS;
    }
}
