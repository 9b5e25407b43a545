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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A client from npm: a Node process, which says in JSON lines what the package made of each reply. Asked one thing at a time. */
final class NpmClient implements ForeignClient {
    private static final Path FOLDER = Path.of("src", "test", "npm");
    private static final int OLDEST_NODE = 20;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int NODE_VERSION = nodeVersion();
    private static final Map<String, NpmClient> OPEN = new ConcurrentHashMap<>();

    private final String script;
    private final BufferedReader said;
    private final BufferedWriter orders;

    private NpmClient(String script) {
        try {
            // Ends when its standard input does, at the latest with the tests.
            Process process = new ProcessBuilder("node", script)
                    .directory(FOLDER.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            this.script = script;
            said = process.inputReader(StandardCharsets.UTF_8);
            orders = process.outputWriter(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The one of this script, which starts when it is first asked for. Skips the test, saying why, where the package cannot be run.
     *
     * @param script beside package.json
     */
    static NpmClient of(String script) {
        assumeTrue(
                NODE_VERSION >= OLDEST_NODE,
                "there is no Node.js " + OLDEST_NODE + " or newer, so the clients from npm are not tried");
        assumeTrue(
                Files.isDirectory(FOLDER.resolve("node_modules")),
                "the clients from npm are not installed: npm ci --prefix server/src/test/npm");
        return OPEN.computeIfAbsent(script, NpmClient::new);
    }

    @Override
    public Answer whole(Ask ask) {
        order(Map.of("scene", "whole", "ask", ask));
        return answer();
    }

    /** The same with an API key. */
    Answer whole(Ask ask, String key) {
        order(Map.of("scene", "whole", "ask", ask, "key", key));
        return answer();
    }

    @Override
    public Answer streamed(Ask ask) {
        order(Map.of("scene", "streamed", "ask", ask));
        return answer();
    }

    @Override
    public Begun begin(Ask ask) {
        order(Map.of("scene", "streamed", "ask", ask));
        next("piece");
        return new Stream();
    }

    private final class Stream implements Begun {
        private boolean aborted;

        @Override
        public void abort() {
            aborted = true;
            order(Map.of("abort", true));
            next("aborted");
        }

        /** A test that failed in between leaves a process nobody knows the state of. */
        @Override
        public void close() {
            if (!aborted) {
                OPEN.remove(script);
                try {
                    orders.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void order(Map<String, ?> order) {
        try {
            orders.write(JSON.writeValueAsString(order));
            orders.newLine();
            orders.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Answer answer() {
        JsonNode answer = next("answer");
        return new Answer(
                answer.path("text").asText(),
                answer.path("finish").asText(),
                answer.path("promptTokens").asInt(),
                answer.path("completionTokens").asInt());
    }

    /** Reads on to the first line that tells of this. */
    private JsonNode next(String subject) {
        try {
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                JsonNode event = JSON.readTree(line);
                JsonNode refusal = event.path("refusal");
                if (!refusal.isMissingNode()) {
                    throw new Refused(refusal.path("kind").asText(), refusal.toString());
                }
                if (event.has(subject)) {
                    return event.path(subject);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new AssertionError(script + " ended without a word of " + subject);
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
}
