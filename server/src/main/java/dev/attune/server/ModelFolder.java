package dev.attune.server;

import dev.attune.server.config.ServerConfig;
import dev.attune.serving.checkpoint.hub.ConsoleProgress;
import dev.attune.serving.checkpoint.hub.HubDownload;
import dev.attune.serving.checkpoint.hub.HubModel;
import dev.attune.serving.checkpoint.hub.HubSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where the model that is to be served lies.
 *
 * @param name what requests call it
 */
record ModelFolder(Path path, String name) {
    /** Where the distribution was unpacked; the launcher says so. */
    static final String HOME = "attune.home";

    private static final String DEFAULT_MODEL = "attune-mini";

    /**
     * Finds the folder, downloading it if it is a name on a hub.
     *
     * @throws ServerException if there is no such folder
     * @throws dev.attune.serving.checkpoint.CheckpointException if the download fails
     */
    static ModelFolder find(ServerConfig config) {
        ModelFolder folder =
                config.model().path().map(choice -> chosen(choice, config)).orElseGet(ModelFolder::included);
        return new ModelFolder(folder.path(), config.model().name().orElse(folder.name()));
    }

    private static ModelFolder chosen(String choice, ServerConfig config) {
        Path path = Path.of(choice);
        if (Files.isDirectory(path)) {
            return new ModelFolder(
                    path, path.toAbsolutePath().normalize().getFileName().toString());
        }
        Optional<HubModel> model = HubModel.parse(choice);
        if (model.isEmpty() || Files.exists(path)) {
            throw new ServerException("There is no model folder " + choice + ".");
        }
        HubDownload download = new HubDownload(settings(config), ConsoleProgress.standard());
        return new ModelFolder(download.fetch(model.get()), model.get().id());
    }

    private static HubSettings settings(ServerConfig config) {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("HF_ENDPOINT", config.hub().baseUrl().toString());
        return HubSettings.fromEnvironment(environment, config.dataDir().resolve("models"));
    }

    private static ModelFolder included() {
        String home = System.getProperty(HOME);
        if (home == null) {
            throw new ServerException("No model was chosen: use --model DIR or --model org/name.");
        }
        Path path = Path.of(home, "models", DEFAULT_MODEL);
        if (!Files.isDirectory(path)) {
            throw new ServerException(
                    "The model that comes with Attune is not in " + path + "; choose one with --model.");
        }
        return new ModelFolder(path, DEFAULT_MODEL);
    }
}
