package dev.attune.server;

import dev.attune.api.ChatMessage;
import dev.attune.api.MessageContent;
import dev.attune.server.chat.ChatModel;
import dev.attune.server.config.ConfigReader;
import dev.attune.server.config.ServerConfig;
import dev.attune.serving.engine.SamplingParams;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The whole application on a free port, with a scripted generator where the engine would be. */
final class RunningServer implements AutoCloseable {
    static final int CONTEXT = 4_000_000;

    private final ScriptedGenerator generator = new ScriptedGenerator();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Application application;

    private RunningServer(Map<String, ?> settings) {
        application =
                Application.start(config(settings), this::load, new PrintStream(out, true, StandardCharsets.UTF_8));
    }

    static RunningServer start() {
        return start(Map.of());
    }

    static RunningServer start(Map<String, ?> settings) {
        return new RunningServer(settings);
    }

    /** On the Redis of all tests, unless a place for data is named, which then gets one of its own. */
    static ServerConfig config(Map<String, ?> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.putIfAbsent("http.port", 0);
        all.putIfAbsent("training.trainer", "off");
        if (!all.containsKey("redis.url") && !all.containsKey("data-dir")) {
            all.put("redis.url", TestRedis.url());
            all.put("redis.namespace", TestRedis.space());
            all.put("data-dir", TestRedis.data().toString());
        }
        return ConfigReader.read(Optional.empty(), all);
    }

    /** A model that answers with what the last message says. */
    static ChatModel model(ScriptedGenerator generator) {
        ByteTokens tokens = new ByteTokens();
        return new ChatModel(
                "echo",
                1_793_865_600,
                CONTEXT,
                tokens.vocabularySize(),
                Set.of(ByteTokens.END),
                SamplingParams.DEFAULT,
                messages -> textOf(messages.get(messages.size() - 1)),
                tokens,
                generator);
    }

    private static String textOf(ChatMessage message) {
        MessageContent content = message.content();
        return content == null ? "" : content.text();
    }

    ScriptedGenerator generator() {
        return generator;
    }

    Application application() {
        return application;
    }

    String url() {
        return application.url();
    }

    String output() {
        return out.toString(StandardCharsets.UTF_8);
    }

    HttpRequest.Builder post(String body) {
        return HttpRequest.newBuilder(URI.create(url() + "/v1/chat/completions"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    @Override
    public void close() {
        generator.release();
        application.close();
    }

    private ModelLoader.Loaded load(ServerConfig config) {
        return new ModelLoader.Loaded(model(generator), List.of("echo: no weights"), generator::close);
    }
}
