package dev.attune.load.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One connection, which carries one exchange at a time. Owned by the client's thread, which closes it. */
final class Connection implements AutoCloseable {
    private final SocketChannel channel;
    private final SelectionKey key;
    private final String head;
    private final ByteBuffer in;
    private ByteBuffer out = ByteBuffer.allocate(0);
    private @Nullable Exchange exchange;
    private @Nullable ResponseReader reader;

    /** Begins to connect. */
    Connection(Selector selector, InetSocketAddress address, String head, ByteBuffer in) throws IOException {
        this.head = head;
        this.in = in;
        this.channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        this.key = channel.register(selector, SelectionKey.OP_CONNECT, this);
        if (channel.connect(address)) {
            key.interestOps(0);
        }
    }

    /** What is under way; null between exchanges. */
    @Nullable
    Exchange exchange() {
        return exchange;
    }

    /** Sends, now or as soon as it can. */
    void begin(Exchange next, long nowNs) throws IOException {
        exchange = next;
        reader = new ResponseReader(next);
        byte[] body = next.call().body();
        byte[] start = (head + "Content-Length: " + body.length + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
        out = ByteBuffer.allocate(start.length + body.length)
                .put(start)
                .put(body)
                .flip();
        next.sent(nowNs);
        if (channel.isConnected()) {
            write();
        }
    }

    /** Does what the channel is ready for. */
    void ready(long nowNs) throws IOException {
        if (key.isConnectable()) {
            channel.finishConnect();
            write();
            return;
        }
        if (key.isWritable()) {
            write();
        }
        if (key.isReadable()) {
            read(nowNs);
        }
    }

    /** Whether the response is complete. */
    boolean isDone() {
        return reader != null && reader.isDone();
    }

    /** Makes room for the next exchange. Returns whether there can be one. */
    boolean reuse() {
        boolean reusable = channel.isOpen() && reader != null && reader.isDone() && reader.keepsAlive();
        exchange = null;
        reader = null;
        return reusable;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // It is gone either way.
        }
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    private void write() throws IOException {
        channel.write(out);
        key.interestOps(out.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
    }

    private void read(long nowNs) throws IOException {
        in.clear();
        int count = channel.read(in);
        in.flip();
        if (reader != null) {
            reader.accept(in, nowNs);
        }
        if (count < 0) {
            if (reader != null) {
                reader.endOfConnection();
            }
            close();
        }
    }
}
