package dev.attune.server;

import dev.attune.server.config.ConfigReader;
import dev.attune.server.config.ServerConfig;
import dev.attune.server.log.Logging;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code attune serve}: flags over a file over {@code reference.conf}, then the server until it is told to stop. */
@Command(name = "serve", description = "Serve a model over HTTP.", mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
    @Option(names = "--config", paramLabel = "FILE", description = "HOCON file; conf/attune.conf if there is one.")
    private @Nullable Path configFile;

    @Option(names = "--host", paramLabel = "ADDRESS", description = "Address to listen on (127.0.0.1).")
    private @Nullable String host;

    @Option(names = "--port", paramLabel = "N", description = "Port to listen on; 0 takes a free one (8080).")
    private @Nullable Integer port;

    @Option(names = "--keys", paramLabel = "FILE", description = "The keys file (keys.json in the data directory).")
    private @Nullable Path keys;

    @Option(names = "--tls-cert", paramLabel = "FILE", description = "PEM certificate chain; needs --tls-key.")
    private @Nullable Path tlsCert;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "PEM private key; needs --tls-cert.")
    private @Nullable Path tlsKey;

    @Option(names = "--tls-min-version", paramLabel = "VERSION", description = "1.2 or 1.3 (1.2).")
    private @Nullable String tlsMinVersion;

    @Option(names = "--model", paramLabel = "DIR|ORG/NAME", description = "Hugging Face folder, or one to download.")
    private @Nullable String model;

    @Option(names = "--name", paramLabel = "NAME", description = "What requests call the model (its folder's name).")
    private @Nullable String name;

    @Option(names = "--device", paramLabel = "DEVICE", description = "auto, cpu, cuda or cuda:N (auto).")
    private @Nullable String device;

    @Option(
            names = "--weights",
            paramLabel = "FORM",
            description = "auto, float32, float16, bfloat16 or int8: the form the weights are prepared in (auto).")
    private @Nullable String weights;

    @Option(
            names = "--context",
            paramLabel = "TOKENS",
            description = "Prompt and completion together (the model's own).")
    private @Nullable Integer context;

    @Option(names = "--data-dir", paramLabel = "DIR", description = "Where everything learned is kept (attune-data).")
    private @Nullable Path dataDir;

    @Option(
            names = "--redis",
            paramLabel = "URL",
            description = "The Redis that keeps answers and feedback, as redis://:password@host:6379 (one of our own).")
    private @Nullable String redis;

    @Option(
            names = "--redis-binary",
            paramLabel = "FILE",
            description = "The program of our own Redis (the one that comes with Attune).")
    private @Nullable Path redisBinary;

    @Option(
            names = "--trainer",
            paramLabel = "WHO",
            description = "child: started and kept by the server; external: one that runs elsewhere; off (child).")
    private @Nullable String trainer;

    @Option(
            names = "--trainer-threads",
            paramLabel = "N",
            description = "Processor threads that one operation of the child may use (1).")
    private @Nullable Integer trainerThreads;

    @Option(names = "--log-format", paramLabel = "FORMAT", description = "text, or json: one object a line (text).")
    private @Nullable String logFormat;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Any key of reference.conf, for example engine.max-running=8.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Override
    public Integer call() throws InterruptedException {
        ServerConfig config = ConfigReader.read(file(configFile), flags());
        Logging.configure(config.log());
        Application application = Application.start(config, new EngineLoader(), System.out);
        Runtime.getRuntime().addShutdownHook(new Thread(application::close, "shutdown"));
        application.awaitClosed();
        return 0;
    }

    /** The configuration file that was named, or the distribution's if there is one. */
    static Optional<Path> file(@Nullable Path named) {
        if (named != null) {
            return Optional.of(named);
        }
        return Optional.ofNullable(System.getProperty(ModelFolder.HOME))
                .map(home -> Path.of(home, "conf", "attune.conf"))
                .filter(Files::isRegularFile);
    }

    private Map<String, Object> flags() {
        Map<String, Object> flags = new LinkedHashMap<>(settings);
        put(flags, "http.host", host);
        put(flags, "http.port", port);
        put(flags, "keys.file", text(keys));
        put(flags, "http.tls.certificate", text(tlsCert));
        put(flags, "http.tls.key", text(tlsKey));
        put(flags, "http.tls.min-version", tlsMinVersion);
        put(flags, "model.path", model);
        put(flags, "model.name", name);
        put(flags, "model.device", device);
        put(flags, "model.weights", weights);
        put(flags, "engine.context-tokens", context);
        put(flags, "redis.url", redis);
        put(flags, "redis.binary", text(redisBinary));
        put(flags, "training.trainer", trainer);
        put(flags, "training.threads", trainerThreads);
        put(flags, "log.format", logFormat);
        put(flags, "data-dir", text(dataDir));
        return flags;
    }

    static @Nullable String text(@Nullable Path path) {
        return path == null ? null : path.toString();
    }

    static void put(Map<String, Object> flags, String key, @Nullable Object value) {
        if (value != null) {
            flags.put(key, value);
        }
    }
}
