package dev.attune.server;

import dev.attune.server.config.ConfigReader;
import dev.attune.server.config.ServerConfig;
import dev.attune.server.feedback.FeedbackStore;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where feedback is kept; found as {@code serve} finds it, also while a server runs. */
final class FeedbackPlace {
    @Option(names = "--config", paramLabel = "FILE", description = "HOCON file; conf/attune.conf if there is one.")
    private @Nullable Path configFile;

    @Option(names = "--data-dir", paramLabel = "DIR", description = "Where everything learned is kept (attune-data).")
    private @Nullable Path dataDir;

    @Option(names = "--redis", paramLabel = "URL", description = "The Redis that keeps feedback (the server's own).")
    private @Nullable String redis;

    @Option(names = "--redis-binary", paramLabel = "FILE", description = "The program of the server's own Redis.")
    private @Nullable Path redisBinary;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Any key of reference.conf.")
    private Map<String, String> settings = new LinkedHashMap<>();

    ServerConfig config() {
        Map<String, Object> flags = new LinkedHashMap<>(settings);
        ServeCommand.put(flags, "data-dir", ServeCommand.text(dataDir));
        ServeCommand.put(flags, "redis.url", redis);
        ServeCommand.put(flags, "redis.binary", ServeCommand.text(redisBinary));
        return ConfigReader.read(ServeCommand.file(configFile), flags);
    }

    /** Whoever opens it closes it. */
    FeedbackStore open() {
        return FeedbackStore.beside(config());
    }
}
