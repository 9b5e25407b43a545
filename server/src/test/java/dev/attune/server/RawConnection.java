package dev.attune.server;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** HTTP/1.1 by hand, so that it can be wrong. Keeps its socket as long as the server does. */
final class RawConnection implements AutoCloseable {
    private static final int PATIENCE_MS = 30_000;

    private final int port;
    private Socket socket;
    private InputStream in;

    RawConnection(int port) throws IOException {
        this.port = port;
        open();
    }

    /** A whole answer; a status of 0 says that the server hung up without one. */
    record Answer(int status, String head, String body) {
        static final Answer NONE = new Answer(0, "", "");

        boolean closes() {
            return status == 0 || head.toLowerCase(Locale.ROOT).contains("\r\nconnection: close");
        }
    }

    /**
     * Sends bytes and reads the answer to them.
     *
     * @throws java.net.SocketTimeoutException if none comes
     */
    Answer exchange(byte[] request) throws IOException {
        Answer answer = Answer.NONE;
        try {
            write(request);
            answer = read();
        } catch (java.net.SocketException hungUp) {
            // A server may refuse and hang up before it has read everything.
        }
        if (answer.closes()) {
            reopen();
        }
        return answer;
    }

    /** Sends the beginning of something and goes away. */
    void abandon(byte[] request) throws IOException {
        try {
            write(request);
        } catch (java.net.SocketException hungUp) {
            // Even better.
        }
        reopen();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void open() throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MS);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    private void reopen() throws IOException {
        socket.close();
        open();
    }

    private void write(byte[] request) throws IOException {
        socket.getOutputStream().write(request);
        socket.getOutputStream().flush();
    }

    private Answer read() throws IOException {
        String head = head();
        if (head.isEmpty()) {
            return Answer.NONE;
        }
        int status = Integer.parseInt(head.substring(9, 12));
        if (status == 100) {
            return read();
        }
        String lower = head.toLowerCase(Locale.ROOT);
        byte[] body = lower.contains("\r\ntransfer-encoding: chunked") ? chunks() : in.readNBytes(length(lower));
        return new Answer(status, head, new String(body, StandardCharsets.UTF_8));
    }

    private String head() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private static int length(String head) {
        int at = head.indexOf("\r\ncontent-length: ");
        return at < 0 ? 0 : Integer.parseInt(head.substring(at + 18, head.indexOf('\r', at + 18)));
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            int length = Integer.parseInt(line(), 16);
            body.write(in.readNBytes(length));
            line();
            if (length == 0) {
                return body.toByteArray();
            }
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the answer broke off");
            }
            line.append((char) next);
        }
        return line.toString().strip();
    }
}
