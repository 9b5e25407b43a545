package dev.attune.feedback.embedded;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The few words needed to tell whether a Redis on this machine lives and is ours, over a plain socket with a short time limit:
 * it is used before there is anything to connect to for good. One thread at a time; the opener closes it.
 */
final class RedisProbe implements Closeable {
    private static final int LIMIT_MS = 2_000;

    private final Socket socket = new Socket();
    private final InputStream in;

    RedisProbe(int port, String password) throws IOException {
        try {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), LIMIT_MS);
            socket.setSoTimeout(LIMIT_MS);
            in = new BufferedInputStream(socket.getInputStream());
            ask("AUTH", password);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** The reply, flattened; an error of Redis is an {@link IOException} with its text. */
    List<String> ask(String... words) throws IOException {
        StringBuilder command = new StringBuilder("*").append(words.length).append("\r\n");
        for (String word : words) {
            int length = word.getBytes(StandardCharsets.UTF_8).length;
            command.append('$').append(length).append("\r\n").append(word).append("\r\n");
        }
        socket.getOutputStream().write(command.toString().getBytes(StandardCharsets.UTF_8));
        List<String> reply = new ArrayList<>();
        read(reply);
        return reply;
    }

    private void read(List<String> into) throws IOException {
        String line = line();
        String rest = line.substring(1);
        switch (line.charAt(0)) {
            case '+', ':' -> into.add(rest);
            case '$' -> bulk(Integer.parseInt(rest), into);
            case '*' -> {
                for (int i = Integer.parseInt(rest); i > 0; i--) {
                    read(into);
                }
            }
            default -> throw new IOException(rest);
        }
    }

    private void bulk(int length, List<String> into) throws IOException {
        if (length >= 0) {
            into.add(new String(in.readNBytes(length), StandardCharsets.UTF_8));
            line();
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("Redis hung up");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.isEmpty() ? "-empty reply" : line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
