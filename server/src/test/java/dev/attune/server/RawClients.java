package dev.attune.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Many clients over plain sockets, read by one thread: thousands of them cost next to nothing, so that what a test measures is
 * the server. Used by one thread.
 */
final class RawClients implements AutoCloseable {
    private final InetSocketAddress address;
    private final Selector selector = selector();
    private final List<Client> clients = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16);

    RawClients(int port) {
        this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** Connects and sends a chat; what comes back is read by {@link #readUntil}. */
    Client chat(String body) {
        try {
            SocketChannel channel = SocketChannel.open();
            channel.connect(address);
            channel.write(ByteBuffer.wrap(request(body)));
            channel.configureBlocking(false);
            Client client = new Client(channel);
            channel.register(selector, SelectionKey.OP_READ, client);
            clients.add(client);
            return client;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return address.getPort();
    }

    List<Client> clients() {
        return clients;
    }

    /** Reads whatever comes to any of them until all satisfy a condition. */
    void readUntil(Predicate<Client> enough, long limitMs) {
        long deadline = System.nanoTime() + limitMs * 1_000_000;
        while (!clients.stream().allMatch(enough)) {
            if (System.nanoTime() > deadline) {
                long behind = clients.stream().filter(enough.negate()).count();
                throw new AssertionError(behind + " of " + clients.size() + " clients wait, one has: "
                        + clients.stream().filter(enough.negate()).findFirst().orElseThrow());
            }
            readSome();
        }
    }

    /** Reads what has come, and waits a moment if nothing has. */
    void readSome() {
        try {
            selector.select(50);
            for (SelectionKey key : selector.selectedKeys()) {
                ((Client) key.attachment()).read(buffer);
            }
            selector.selectedKeys().clear();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        clients.forEach(Client::close);
        try {
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A chat as it goes over the wire. */
    static byte[] request(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head =
                "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                        + bytes.length + "\r\n\r\n";
        return (head + new String(bytes, StandardCharsets.ISO_8859_1)).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Selector selector() {
        try {
            return Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One connection and everything it has heard. */
    final class Client {
        private final SocketChannel channel;
        private final StringBuilder heard = new StringBuilder();
        private final List<Long> heardAtNs = new ArrayList<>();
        private boolean ended;

        private Client(SocketChannel channel) {
            this.channel = channel;
        }

        boolean heard(String words) {
            return heard.indexOf(words) >= 0;
        }

        /** How often. */
        int count(String words) {
            int count = 0;
            for (int at = heard.indexOf(words); at >= 0; at = heard.indexOf(words, at + 1)) {
                count++;
            }
            return count;
        }

        boolean ended() {
            return ended;
        }

        /** When something came, each time. */
        List<Long> heardAtNs() {
            return heardAtNs;
        }

        /** Goes away: politely, or with a reset. */
        void leave(boolean politely) {
            try {
                if (!politely) {
                    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
                }
                channel.close();
                // A registered channel lets go of its socket when the selector next looks.
                selector.selectNow();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public String toString() {
            return heard.toString();
        }

        private void read(ByteBuffer into) throws IOException {
            into.clear();
            int count = channel.read(into);
            ended = ended || count < 0;
            if (count < 0) {
                channel.close();
            } else {
                heardAtNs.add(System.nanoTime());
                heard.append(StandardCharsets.ISO_8859_1.decode(into.flip()));
            }
        }

        private void close() {
            leave(true);
        }
    }
}
