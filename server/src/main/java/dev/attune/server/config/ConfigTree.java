package dev.attune.server.config;

import com.typesafe.config.Config;
import dev.attune.server.access.CallLimits;
import dev.attune.server.access.EnvironmentKeys;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

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
                keyChoice(),
                model(),
                hub(),
                new ServerConfig.PolicyChoice(keys.getInt("policy.poll-ms"), keys.getLong("policy.copy-bytes")),
                training(),
                engine(),
                new ServerConfig.Chat(keys.getInt("chat.deadline-ms")),
                completions(),
                new FeedbackTree(keys).redis(),
                new FeedbackTree(keys).rules(),
                new ServerConfig.Log(
                        choice("log.level", ServerConfig.LogLevel.class),
                        choice("log.format", ServerConfig.LogFormat.class)),
                new ServerConfig.Shutdown(keys.getInt("shutdown.drain-ms"), keys.getInt("shutdown.close-ms")));
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
                keys.getInt("http.retry-after-s"),
                defences(),
                tls(),
                keys.getStringList("http.cors-origins"));
    }

    private ServerConfig.Defences defences() {
        return new ServerConfig.Defences(
                keys.getInt("http.max-json-depth"),
                keys.getInt("http.max-json-tokens"),
                keys.getInt("http.head-timeout-ms"),
                keys.getInt("http.body-timeout-ms"),
                keys.getInt("http.max-streams-per-connection"),
                keys.getInt("http.max-resets-per-minute"));
    }

    private ServerConfig.Tls tls() {
        return new ServerConfig.Tls(
                text("http.tls.certificate").map(Path::of),
                text("http.tls.key").map(Path::of),
                keys.getString("http.tls.min-version"),
                keys.getInt("http.tls.hsts-s"));
    }

    private ServerConfig.KeysChoice keyChoice() {
        return new ServerConfig.KeysChoice(
                text("keys.file").map(Path::of),
                EnvironmentKeys.parse(keys.getString("keys.environment")),
                new CallLimits(
                        keys.getInt("keys.limits.requests-per-minute"),
                        keys.getInt("keys.limits.request-burst"),
                        keys.getInt("keys.limits.tokens-per-minute"),
                        keys.getInt("keys.limits.token-burst"),
                        keys.getInt("keys.limits.concurrent-requests")),
                keys.getInt("keys.reload-ms"));
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

    private ServerConfig.TrainingChoice training() {
        return new ServerConfig.TrainingChoice(
                choice("training.trainer", ServerConfig.TrainerKind.class),
                keys.getInt("training.threads"),
                keys.getIsNull("training.memory-mb")
                        ? OptionalInt.empty()
                        : OptionalInt.of(keys.getInt("training.memory-mb")),
                keys.getInt("training.heap-mb"),
                keys.getInt("training.restart-ms"),
                keys.getInt("training.max-restart-ms"),
                keys.getInt("training.stop-ms"),
                keys.getInt("training.max-streams"),
                cycle());
    }

    private CycleChoice cycle() {
        Config cycle = keys.getConfig("training.cycle");
        return new CycleChoice(
                cycle.getInt("judgements"),
                cycle.getInt("judgements-after-wait"),
                cycle.getInt("wait-s"),
                cycle.getInt("comparisons"),
                cycle.getInt("judge-comparisons"),
                cycle.getInt("held-out-prompts"),
                cycle.getInt("demonstrations"),
                cycle.getBoolean("thumbs-alone"),
                cycle.getInt("iterations"),
                text("training.cycle.conversations").map(Path::of),
                cycle.getDouble("ptx-weight"),
                LearningChoice.read(cycle, algorithm()),
                cycle.getInt("keep-versions"),
                cycle.getLong("seed"));
    }

    private Optional<LearningChoice.Algorithm> algorithm() {
        String key = "training.cycle.algorithm";
        return keys.getIsNull(key) ? Optional.empty() : Optional.of(choice(key, LearningChoice.Algorithm.class));
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
                keys.getInt("completions.max-waiting"), keys.getLong("completions.max-waiting-bytes"));
    }

    private <E extends Enum<E>> E choice(String key, Class<E> type) {
        String word = keys.getString(key);
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equalsIgnoreCase(word)) {
                return constant;
            }
        }
        String words = Arrays.stream(type.getEnumConstants())
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
        throw new ConfigurationException(key + " must be one of " + words + ", was \"" + word + "\"");
    }

    private Optional<String> text(String key) {
        return keys.getIsNull(key) ? Optional.empty() : Optional.of(keys.getString(key));
    }
}
