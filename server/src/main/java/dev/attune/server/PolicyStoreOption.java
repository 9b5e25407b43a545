package dev.attune.server;

import dev.attune.server.config.ConfigReader;
import dev.attune.server.config.ServerConfig;
import dev.attune.server.policy.PolicyStore;
import dev.attune.serving.checkpoint.CheckpointStore;
import dev.attune.serving.checkpoint.Served;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which store of versions is meant; found as {@code serve} finds it, or named. */
final class PolicyStoreOption {
    @Option(names = "--config", paramLabel = "FILE", description = "HOCON file; conf/attune.conf if there is one.")
    private @Nullable Path configFile;

    @Option(names = "--data-dir", paramLabel = "DIR", description = "Where everything learned is kept (attune-data).")
    private @Nullable Path dataDir;

    @Option(names = "--model", paramLabel = "DIR|ORG/NAME", description = "The model that the server was given.")
    private @Nullable String model;

    @Option(names = "--store", paramLabel = "DIR", description = "The store itself, a folder in DATA_DIR/policy.")
    private @Nullable Path store;

    /** @throws ServerException if nothing was ever served from there */
    CheckpointStore open() {
        Path root = store != null ? store : found();
        if (!Files.isDirectory(root)) {
            throw new ServerException("There is no store of versions " + root + ".");
        }
        CheckpointStore opened = new PolicyStore(root).checkpoints();
        if (opened.served().read().isEmpty()) {
            throw new ServerException("Nothing was ever served from " + root + ".");
        }
        return opened;
    }

    /** Who is at the terminal, for the list of decisions. */
    static String person() {
        return "terminal/" + System.getProperty("user.name", "somebody");
    }

    /** What is served, for people. */
    static String sentence(Served served) {
        return "Version " + served.current() + " is served"
                + (served.held() ? ", and held: what the gate accepts waits for a person." : ".");
    }

    private Path found() {
        Map<String, Object> flags = new LinkedHashMap<>();
        ServeCommand.put(flags, "data-dir", ServeCommand.text(dataDir));
        ServeCommand.put(flags, "model.path", model);
        ServerConfig config = ConfigReader.read(ServeCommand.file(configFile), flags);
        ModelFolder folder = ModelFolder.find(config);
        return PolicyStore.find(config.dataDir(), folder.path())
                .orElseThrow(() -> new ServerException("The model in " + folder.path() + " was never served from "
                        + config.dataDir() + ": it has no versions yet."))
                .root();
    }
}
