package dev.attune.load.feedback;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What the Redis that a server started for itself takes: memory, by asking it, and file, by looking. Two questions of a protocol of lines
 * need no driver.
 *
 * @param memoryBytes that its data take, {@code used_memory_dataset}
 * @param fileBytes of its append-only file
 */
record RedisFacts(long memoryBytes, long fileBytes) {

    /** @param data the server's data directory */
    static RedisFacts at(Path data) throws IOException {
        Path redis = data.resolve("redis");
        int port = Integer.parseInt(Files.readString(redis.resolve("port")).strip());
        String password = Files.readString(redis.resolve("password")).strip();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            OutputStream out = socket.getOutputStream();
            out.write(("AUTH " + password + "\r\nINFO memory\r\nQUIT\r\n").getBytes(StandardCharsets.US_ASCII));
            out.flush();
            return new RedisFacts(memory(socket), file(redis));
        }
    }

    private static long memory(Socket socket) throws IOException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("used_memory_dataset:")) {
                return Long.parseLong(line.substring(line.indexOf(':') + 1).strip());
            }
        }
        throw new IOException("Redis does not say how much memory it uses");
    }

    /** One file in Redis 6, a folder of them since 7. */
    private static long file(Path redis) throws IOException {
        try (Stream<Path> files = Files.walk(redis)) {
            return files.filter(file -> file.getFileName().toString().startsWith("appendonly."))
                    .filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }
}
