package dev.attune.server.http;

import dev.attune.server.metrics.HttpMeters;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.PlatformHandler;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Writes one line for each request when its response has ended, and counts it. A line names the operation and never the
 * path, the query or the body: those are the client's words. Runs on event loops.
 */
public final class AccessLog implements PlatformHandler {
    /** A logger of its own, so that {@code logback.xml} can send it elsewhere. */
    private static final Logger LOG = LoggerFactory.getLogger("attune.access");

    /** What is asked every few seconds by machines would bury the rest. */
    private static final Set<String> ROUTINE = Set.of("getHealth", "getReady", "getMetrics", "page");

    /** The status of a request whose client went away before there was one, as other servers count it. */
    private static final int CLIENT_GONE = 499;

    /** What a request is counted under that asks for nothing there is. */
    static final String NO_OPERATION = "none";

    private static final String NOTES = "attune.access-notes";
    private static final String OVER = "attune.over";
    private static final String ARRIVAL = "attune.arrival-ns";

    private final OpenAPIContract contract;
    private final HttpMeters meters;

    AccessLog(OpenAPIContract contract, HttpMeters meters) {
        this.contract = contract;
        this.meters = meters;
    }

    /** Adds something to the request's line: a number or a name that is ours, never a client's text. */
    public static void note(RoutingContext context, String key, Object value) {
        Map<String, Object> notes = context.get(NOTES);
        if (notes != null) {
            notes.put(key, value);
        }
    }

    /** When the request's head came, by {@link System#nanoTime}. */
    public static long arrivedNs(RoutingContext context) {
        Long arrival = context.get(ARRIVAL);
        return arrival == null ? System.nanoTime() : arrival;
    }

    /**
     * Whether the response has ended or the client has gone. From then on end handlers that are added are never called, which is
     * earlier than the response itself admits that it is closed.
     */
    public static boolean isOver(RoutingContext context) {
        return context.response().closed() || context.get(OVER, false);
    }

    @Override
    public void handle(RoutingContext context) {
        context.put(ARRIVAL, System.nanoTime());
        context.put(NOTES, new LinkedHashMap<String, Object>());
        context.addEndHandler(ended -> ended(context));
        context.next();
    }

    private void ended(RoutingContext context) {
        context.put(OVER, true);
        long durationNs = System.nanoTime() - arrivedNs(context);
        boolean sent = context.response().headWritten();
        int status = sent ? context.response().getStatusCode() : CLIENT_GONE;
        String operation = operation(context, status);
        meters.answered(operation, status, durationNs);
        Level level = ROUTINE.contains(operation) && status < 400 ? Level.DEBUG : Level.INFO;
        LoggingEventBuilder line = LOG.atLevel(level)
                .addKeyValue("request_id", RequestHeadHandler.idOf(context))
                .addKeyValue("method", context.request().method().name())
                .addKeyValue("operation", operation)
                .addKeyValue("status", status)
                .addKeyValue("ms", durationNs / 1_000_000);
        Map<String, Object> notes = context.get(NOTES);
        for (Map.Entry<String, Object> note : notes.entrySet()) {
            line = line.addKeyValue(note.getKey(), note.getValue());
        }
        line.log(sent && !context.response().ended() ? "cut off" : "answered");
    }

    private String operation(RoutingContext context, int status) {
        Operation operation = contract.findOperation(
                context.request().path(), context.request().method());
        if (operation != null) {
            return operation.getOperationId();
        }
        return status < 400 ? "page" : NO_OPERATION;
    }
}
