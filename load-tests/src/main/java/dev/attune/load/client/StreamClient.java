package dev.attune.load.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Sends requests when they are due and reads all their streams, on the one thread that calls it: a thousand streams cost one selector
 * and no thread each, so that the client takes little from a server on the same machine. Plain HTTP/1.1.
 */
public final class StreamClient implements AutoCloseable {
    private static final int READ_BYTES = 1 << 16;
    private static final long SPIN_NS = 1_000_000;
    private static final long LONGEST_NAP_MS = 500;

    private final InetSocketAddress address;
    private final String head;
    private final int maxConcurrency;
    private final long timeoutNs;
    private final Selector selector;
    private final ByteBuffer in = ByteBuffer.allocate(READ_BYTES);
    private final Deque<Connection> idle = new ArrayDeque<>();
    private final Set<Connection> busy = new LinkedHashSet<>();

    /**
     * Opens no connection yet.
     *
     * @param url where all calls are posted to, {@code http} only
     * @param headers sent with each
     * @param timeout of one call
     */
    public StreamClient(URI url, Map<String, String> headers, int maxConcurrency, Duration timeout) throws IOException {
        this.address = new InetSocketAddress(url.getHost(), url.getPort() < 0 ? 80 : url.getPort());
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("there is no host " + url.getHost());
        }
        this.head = head(url, headers);
        this.maxConcurrency = maxConcurrency;
        this.timeoutNs = timeout.toNanos();
        this.selector = Selector.open();
    }

    /** Sends every call at its time, or as soon after it as {@code maxConcurrency} lets it, and waits for all. In the calls' order. */
    public List<Outcome> run(List<Call> calls) throws IOException {
        long startNs = System.nanoTime();
        List<Exchange> exchanges = new ArrayList<>(calls.size());
        int next = 0;
        while (next < calls.size() || !busy.isEmpty()) {
            long nowNs = System.nanoTime();
            while (next < calls.size()
                    && busy.size() < maxConcurrency
                    && startNs + calls.get(next).offsetNs() <= nowNs) {
                Call call = calls.get(next++);
                Exchange exchange = new Exchange(call, startNs + call.offsetNs());
                exchanges.add(exchange);
                begin(exchange);
            }
            boolean full = busy.size() >= maxConcurrency || next == calls.size();
            await(full ? Long.MAX_VALUE : startNs + calls.get(next).offsetNs() - nowNs);
            endOverdue();
        }
        return exchanges.stream().map(Exchange::outcome).toList();
    }

    @Override
    public void close() throws IOException {
        idle.forEach(Connection::close);
        busy.forEach(Connection::close);
        selector.close();
    }

    private void begin(Exchange exchange) throws IOException {
        Connection connection = idle.pollFirst();
        while (connection != null && !connection.isOpen()) {
            connection = idle.pollFirst();
        }
        exchange.sent(System.nanoTime());
        try {
            if (connection == null) {
                connection = new Connection(selector, address, head, in);
            }
            busy.add(connection);
            connection.begin(exchange, System.nanoTime());
        } catch (IOException e) {
            exchange.fail("cannot be sent: " + e.getMessage());
            if (connection != null) {
                finish(connection);
            }
        }
    }

    /** Serves whoever is ready, waiting for them at most so long. */
    private void await(long ns) throws IOException {
        if (ns < SPIN_NS) {
            selector.selectNow();
        } else {
            selector.select(Math.min(ns / 1_000_000, LONGEST_NAP_MS));
        }
        Iterator<SelectionKey> ready = selector.selectedKeys().iterator();
        while (ready.hasNext()) {
            SelectionKey key = ready.next();
            ready.remove();
            serve((Connection) key.attachment());
        }
    }

    private void serve(Connection connection) {
        Exchange exchange = connection.exchange();
        try {
            connection.ready(System.nanoTime());
        } catch (IOException | BadReplyException e) {
            if (exchange != null) {
                exchange.fail(String.valueOf(e.getMessage()));
            }
            connection.close();
        }
        if (connection.isDone() || !connection.isOpen()) {
            finish(connection);
        }
    }

    private void finish(Connection connection) {
        busy.remove(connection);
        if (connection.reuse()) {
            idle.addFirst(connection);
        } else {
            idle.remove(connection);
            connection.close();
        }
    }

    private void endOverdue() {
        long nowNs = System.nanoTime();
        List<Connection> overdue = new ArrayList<>();
        for (Connection connection : busy) {
            // In the order in which they were sent.
            Exchange exchange = connection.exchange();
            if (exchange == null || nowNs - exchange.sentNs() < timeoutNs) {
                break;
            }
            exchange.fail("no end after " + timeoutNs / 1_000_000_000 + " s");
            overdue.add(connection);
        }
        overdue.forEach(connection -> {
            connection.close();
            finish(connection);
        });
    }

    private static String head(URI url, Map<String, String> headers) {
        StringBuilder head = new StringBuilder("POST ")
                .append(url.getRawPath())
                .append(" HTTP/1.1\r\nHost: ")
                .append(url.getRawAuthority())
                .append("\r\nContent-Type: application/json\r\nAccept: text/event-stream\r\n");
        for (Map.Entry<String, String> header : headers.entrySet()) {
            head.append(header.getKey()).append(": ").append(header.getValue()).append("\r\n");
        }
        return head.toString();
    }
}
