package dev.attune.server;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A client from npm: a Node process a question, which says in JSON lines what the package made of the reply. */
final class NpmClient implements ForeignClient {
    private static final Path FOLDER = Path.of("src", "test", "npm");
    private static final int OLDEST_NODE = 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String script;

    /** @param script beside package.json */
    NpmClient(String script) {
        this.script = script;
    }

    /** Skips the test, saying why, where the package cannot be run. */
    static void assumePresent() {
        assumeTrue(
                nodeVersion() >= OLDEST_NODE,
                "there is no Node.js " + OLDEST_NODE + " or newer, so the clients from npm are not tried");
        assumeTrue(
                Files.isDirectory(FOLDER.resolve("node_modules")),
                "the clients from npm are not installed: npm ci --prefix server/src/test/npm");
    }

    @Override
    public Answer whole(Ask ask) {
        try (Conversation conversation = new Conversation("whole", ask)) {
            return conversation.answer();
        }
    }

    @Override
    public Answer streamed(Ask ask) {
        try (Conversation conversation = new Conversation("streamed", ask)) {
            return conversation.answer();
        }
    }

    @Override
    public Begun begin(Ask ask) {
        Conversation conversation = new Conversation("streamed", ask);
        conversation.next("piece");
        return conversation;
    }

    private static int nodeVersion() {
        try {
            Process node = new ProcessBuilder("node", "--version")
                    .redirectErrorStream(true)
                    .start();
            String said = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return Integer.parseInt(said.replaceFirst("(?s)^v(\\d+)\\..*", "$1"));
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }

    /** One process. Ends when its standard input does; killed if it will not. */
    private final class Conversation implements Begun {
        private final Process process;
        private final BufferedReader said;
        private final BufferedWriter orders;

        Conversation(String scene, Ask ask) {
            try {
                process = new ProcessBuilder("node", script, scene, JSON.writeValueAsString(ask))
                        .directory(FOLDER.toFile())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            said = process.inputReader(StandardCharsets.UTF_8);
            orders = process.outputWriter(StandardCharsets.UTF_8);
        }

        Answer answer() {
            JsonNode answer = next("answer");
            return new Answer(
                    answer.path("text").asText(),
                    answer.path("finish").asText(),
                    answer.path("promptTokens").asInt(),
                    answer.path("completionTokens").asInt());
        }

        /** Reads on to the first line that tells of this. */
        JsonNode next(String subject) {
            try {
                for (String line = said.readLine(); line != null; line = said.readLine()) {
                    JsonNode event = JSON.readTree(line);
                    throwRefusal(event);
                    if (event.has(subject)) {
                        return event.path(subject);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            throw new AssertionError(script + " ended without a word of " + subject);
        }

        private static void throwRefusal(JsonNode line) {
            JsonNode refusal = line.path("refusal");
            if (!refusal.isMissingNode()) {
                throw new Refused(refusal.path("kind").asText(), refusal.toString());
            }
        }

        @Override
        public void abort() {
            try {
                orders.write("abort\n");
                orders.flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            next("aborted");
        }

        @Override
        public void close() {
            try {
                orders.close();
                process.waitFor(10, TimeUnit.SECONDS);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                process.destroyForcibly();
            }
        }
    }
}
