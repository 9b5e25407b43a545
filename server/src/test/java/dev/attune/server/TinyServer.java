package dev.attune.server;

import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;

/** The whole application on a free port with a real engine and a model of random weights, {@code tiny}. */
final class TinyServer {
    static final String FOLDER = "../serving/src/test/resources/golden/tiny-qwen2/model";

    private TinyServer() {}

    static Application start(Map<String, ?> settings) {
        return start(settings, new EngineLoader());
    }

    static Application start(Map<String, ?> settings, ModelLoader loader) {
        return start(settings, loader, new PrintStream(PrintStream.nullOutputStream()));
    }

    static Application start(Map<String, ?> settings, ModelLoader loader, PrintStream out) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("model.path", FOLDER);
        all.putIfAbsent("model.name", "tiny");
        return Application.start(RunningServer.config(all), loader, out);
    }
}
