package dev.attune.server.http;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpConnection;
import java.util.concurrent.atomic.AtomicInteger;

/** Closes connections beyond the limit. Counts atomically, because connections may live on several event loops. */
final class ConnectionLimit implements Handler<HttpConnection> {
    private final AtomicInteger open = new AtomicInteger();
    private final int most;

    ConnectionLimit(int most) {
        this.most = most;
    }

    /** How many there are now. */
    int open() {
        return open.get();
    }

    @Override
    public void handle(HttpConnection connection) {
        connection.closeHandler(closed -> open.decrementAndGet());
        if (open.incrementAndGet() > most) {
            connection.close();
        }
    }
}
