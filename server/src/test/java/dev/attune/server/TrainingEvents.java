package dev.attune.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** Reads events one by one; comments are passed over. */
final class TrainingEvents implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final InputStream body;
    private final BufferedReader lines;
    String id = "";

    TrainingEvents(InputStream body) {
        this.body = body;
        this.lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    }

    JsonNode next() throws IOException {
        while (true) {
            String line = String.valueOf(lines.readLine());
            if (line.startsWith("id: ")) {
                id = line.substring(4);
            } else if (line.startsWith("data: ")) {
                return JSON.readTree(line.substring(6));
            }
        }
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
