package dev.attune.server.config;

import com.typesafe.config.Config;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/** Turns resolved keys into the tree of records. */
final class ConfigTree {
    private final Config keys;

    ConfigTree(Config keys) {
        this.keys = keys;
    }

    ServerConfig read() {
        return new ServerConfig(
                Path.of(keys.getString("data-dir")),
                http(),
                model(),
                hub(),
                engine(),
                new ServerConfig.Chat(keys.getInt("chat.deadline-ms")),
                completions(),
                new ServerConfig.Shutdown(keys.getInt("shutdown.drain-ms")));
    }

    private ServerConfig.Http http() {
        return new ServerConfig.Http(
                keys.getString("http.host"),
                keys.getInt("http.port"),
                keys.getInt("http.max-body-bytes"),
                keys.getInt("http.max-header-bytes"),
                keys.getInt("http.max-request-line-bytes"),
                keys.getInt("http.max-connections"),
                keys.getInt("http.idle-timeout-ms"),
                keys.getInt("http.heartbeat-ms"),
                keys.getInt("http.write-queue-bytes"),
                keys.getInt("http.retry-after-s"));
    }

    private ServerConfig.ModelChoice model() {
        return new ServerConfig.ModelChoice(
                text("model.path"),
                text("model.name"),
                keys.getString("model.device"),
                keys.getString("model.weights"),
                keys.getInt("model.threads"));
    }

    private ServerConfig.Hub hub() {
        return new ServerConfig.Hub(baseUrl());
    }

    private URI baseUrl() {
        String text = keys.getString("hub.base-url");
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("hub.base-url must be a URL, was \"" + text + "\"", e);
        }
    }

    private ServerConfig.EngineChoice engine() {
        OptionalInt context = keys.getIsNull("engine.context-tokens")
                ? OptionalInt.empty()
                : OptionalInt.of(keys.getInt("engine.context-tokens"));
        return new ServerConfig.EngineChoice(
                keys.getInt("engine.max-running"),
                keys.getInt("engine.max-waiting"),
                keys.getInt("engine.max-waiting-tokens"),
                keys.getInt("engine.step-tokens"),
                context,
                keys.getInt("engine.prefix-slots"));
    }

    private ServerConfig.Completions completions() {
        return new ServerConfig.Completions(
                keys.getInt("completions.max-records"),
                keys.getLong("completions.max-bytes"),
                keys.getInt("completions.max-waiting"));
    }

    private Optional<String> text(String key) {
        return keys.getIsNull(key) ? Optional.empty() : Optional.of(keys.getString(key));
    }
}
