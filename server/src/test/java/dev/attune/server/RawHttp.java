package dev.attune.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Says to the server, byte by byte, what no well-behaved client would. */
final class RawHttp implements AutoCloseable {
    private final Socket socket;

    RawHttp(RunningServer server) throws IOException {
        socket = new Socket(
                InetAddress.getLoopbackAddress(), server.application().port());
        socket.setSoTimeout(60_000);
    }

    /** One exchange with these lines for a head, and the whole reply. */
    static String exchange(RunningServer server, String... head) throws IOException {
        try (RawHttp raw = new RawHttp(server)) {
            raw.say(String.join("\r\n", head) + "\r\nConnection: close\r\n\r\n");
            return raw.rest();
        }
    }

    void say(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /** Everything until the server closes. */
    String rest() throws IOException {
        InputStream in = socket.getInputStream();
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Whether the server has closed; what it may have said is thrown away. */
    boolean isClosed() {
        try {
            socket.setSoTimeout(10);
            InputStream in = socket.getInputStream();
            byte[] some = new byte[1024];
            while (true) {
                if (in.read(some) < 0) {
                    return true;
                }
            }
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
