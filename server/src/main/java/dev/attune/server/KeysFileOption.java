package dev.attune.server;

import dev.attune.server.access.KeyFile;
import dev.attune.server.config.ConfigReader;
import dev.attune.server.config.ServerConfig;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which file the keys are in; found as {@code serve} finds it. */
final class KeysFileOption {
    @Option(names = "--config", paramLabel = "FILE", description = "HOCON file; conf/attune.conf if there is one.")
    private @Nullable Path configFile;

    @Option(names = "--keys", paramLabel = "FILE", description = "The keys file (keys.json in the data directory).")
    private @Nullable Path keys;

    @Option(names = "--data-dir", paramLabel = "DIR", description = "Where everything learned is kept (attune-data).")
    private @Nullable Path dataDir;

    KeyFile file() {
        Map<String, Object> flags = new LinkedHashMap<>();
        ServeCommand.put(flags, "keys.file", ServeCommand.text(keys));
        ServeCommand.put(flags, "data-dir", ServeCommand.text(dataDir));
        ServerConfig config = ConfigReader.read(ServeCommand.file(configFile), flags);
        return new KeyFile(config.keys().file().orElse(KeyFile.in(config.dataDir())));
    }
}
