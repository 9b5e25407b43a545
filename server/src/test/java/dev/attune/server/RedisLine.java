package dev.attune.server;

import dev.attune.feedback.embedded.EmbeddedRedis;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Talks to a server's own Redis past the server. Bytes are characters one to one. One thread. */
final class RedisLine implements Closeable {
    private final Socket socket;
    private final InputStream in;

    private RedisLine(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    static RedisLine to(Path dataDir) {
        try {
            URI address = URI.create(EmbeddedRedis.running(dataDir).orElseThrow());
            RedisLine line = new RedisLine(new Socket(address.getHost(), address.getPort()));
            line.ask("AUTH", address.getUserInfo().substring(1));
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The reply; an error of Redis is an assertion's. */
    String ask(String... words) {
        return String.join("\n", list(words));
    }

    /** The reply, flattened. */
    List<String> list(String... words) {
        say(words);
        try {
            List<String> reply = new ArrayList<>();
            read(reply);
            return reply;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks without waiting for the reply. */
    void say(String... words) {
        StringBuilder command = new StringBuilder("*").append(words.length).append("\r\n");
        for (String word : words) {
            command.append('$')
                    .append(word.length())
                    .append("\r\n")
                    .append(word)
                    .append("\r\n");
        }
        try {
            socket.getOutputStream().write(command.toString().getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The process that Redis is. */
    ProcessHandle process() {
        return ask("INFO", "server")
                .lines()
                .filter(line -> line.startsWith("process_id:"))
                .map(line ->
                        Long.parseLong(line.substring("process_id:".length()).strip()))
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .findFirst()
                .orElseThrow();
    }

    private void read(List<String> reply) throws IOException {
        String head = line();
        String rest = head.substring(1);
        switch (head.charAt(0)) {
            case '*' -> {
                for (int i = Integer.parseInt(rest); i > 0; i--) {
                    read(reply);
                }
            }
            case '$' -> {
                if (!rest.equals("-1")) {
                    reply.add(new String(in.readNBytes(Integer.parseInt(rest)), StandardCharsets.ISO_8859_1));
                    line();
                }
            }
            case '-' -> throw new AssertionError("Redis: " + rest);
            default -> reply.add(rest);
        }
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("Redis hung up");
            }
            line.write(c);
        }
        return line.toString(StandardCharsets.ISO_8859_1).strip();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
