package dev.attune.server.http;

import dev.attune.server.config.ServerConfig;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.timeout.IdleStateHandler;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.ext.web.handler.PlatformHandler;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open connections: no more than the limit, and none that keeps the server waiting for the head of a request. Safe on
 * several event loops, each of which has connections of its own.
 *
 * <p>A connection is known by its channel, which Vert.x shows only inside, because one that is upgraded to HTTP/2 changes its
 * {@link HttpConnection} without a word.
 */
final class Connections implements Handler<HttpConnection> {
    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
    private static final String IDLE = "idle";

    private final Map<Channel, Use> open = new ConcurrentHashMap<>();
    private final ServerConfig.Http config;
    private volatile boolean closing;

    Connections(ServerConfig.Http config) {
        this.config = config;
    }

    /** What a connection is used for; changed on its event loop, looked at by the sweep. */
    private static final class Use {
        private int running;
        private long freeSinceNanos = System.nanoTime();

        synchronized void begin() {
            running++;
        }

        synchronized void end() {
            running--;
            freeSinceNanos = System.nanoTime();
        }

        synchronized boolean isFreeFor(long nanos) {
            return running == 0 && System.nanoTime() - freeSinceNanos >= nanos;
        }
    }

    /** How many there are now. */
    int open() {
        return open.size();
    }

    @Override
    public void handle(HttpConnection connection) {
        // A client that hangs up is no error of ours, and who was being answered hears of it elsewhere.
        connection.exceptionHandler(broken -> LOG.debug("a connection broke: {}", broken.getMessage()));
        Channel channel = channel(connection);
        if (open.size() >= config.maxConnections()) {
            close(channel);
            return;
        }
        if (open.putIfAbsent(channel, new Use()) == null) {
            channel.closeFuture().addListener(closed -> open.remove(channel));
            allowLongAnswers(channel.pipeline());
        }
    }

    /** Counts the requests that are being answered. */
    PlatformHandler requests() {
        return context -> {
            Channel channel = channel(context.request().connection());
            Use use = open.get(channel);
            if (use != null) {
                use.begin();
                context.addEndHandler(ended -> {
                    use.end();
                    if (closing && use.isFreeFor(0)) {
                        closeAfterLastBytes(channel);
                    }
                });
            }
            context.next();
        };
    }

    /** Closes connections on which nothing has been asked for too long; trickling half a head is not asking. */
    void sweep() {
        long patience = TimeUnit.MILLISECONDS.toNanos(config.defences().headTimeoutMs());
        open.forEach((channel, use) -> {
            if (use.isFreeFor(patience)) {
                close(channel);
            }
        });
    }

    /** Closes connections without a request now, and each of the others when its last request has ended. */
    void closeFreeOnes() {
        closing = true;
        open.forEach((channel, use) -> {
            if (use.isFreeFor(0)) {
                closeAfterLastBytes(channel);
            }
        });
    }

    /** What lies in the channel for a slow reader would be lost if it were closed at once. */
    private static void closeAfterLastBytes(Channel channel) {
        // Nobody waits for it, as below.
        var unused = channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    /** Until its first bytes a connection may be idle only as long as a head may take; an answer may be silent for longer. */
    private void allowLongAnswers(ChannelPipeline pipeline) {
        if (pipeline.get(IDLE) != null) {
            pipeline.replace(IDLE, IDLE, new IdleStateHandler(0, 0, config.idleTimeoutMs(), TimeUnit.MILLISECONDS));
        }
    }

    private static void close(Channel channel) {
        // Nobody waits for it: what closing leads to is heard by whoever listens to the connection.
        var unused = channel.close();
    }

    private static Channel channel(HttpConnection connection) {
        return ((HttpServerConnection) connection).channelHandlerContext().channel();
    }
}
