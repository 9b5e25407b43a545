package dev.attune.load.drill;

import com.fasterxml.jackson.databind.JsonNode;
import dev.attune.load.drill.TrainerVerdict.Remade;
import dev.attune.load.launch.StartedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * {@code attune train replay} on what a running server learned: a trainer of its own makes a version again from its manifest and
 * compares the weights. One thread.
 *
 * @param data directory of the server, whose Redis must be its own
 * @param threads as many as the server's trainer has
 */
record Remake(Path distribution, Path data, int threads) {

    /** The version that a cycle made. */
    Remade of(long cycle, List<JsonNode> versions) throws IOException {
        long version = versions.stream()
                .filter(one -> one.at("/details/cycle").asLong() == cycle
                        && one.at("/details/kind").asText().equals("policy"))
                .mapToLong(one -> one.path("version").asLong())
                .findFirst()
                .orElse(0);
        return version == 0 ? new Remade(0, false) : new Remade(version, isAlike(version));
    }

    private boolean isAlike(long version) throws IOException {
        Path store = store();
        Path manifest = Stream.of(store, store.resolve("rejected"))
                .map(home -> home.resolve(String.format(Locale.ROOT, "%06d/manifest.json", version)))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new IOException("version " + version + " is not in " + store));
        ProcessBuilder builder = new ProcessBuilder(
                        StartedServer.program(distribution).toAbsolutePath().toString(),
                        "train",
                        "replay",
                        "--manifest",
                        manifest.toString(),
                        "--store",
                        store.toString(),
                        "--data-dir",
                        data.toString(),
                        "--threads",
                        Integer.toString(threads))
                .redirectErrorStream(true)
                .redirectOutput(data.resolveSibling("replay.log").toFile());
        builder.environment().put("ATTUNE_REDIS", redis());
        builder.environment().put("OMP_NUM_THREADS", Integer.toString(threads));
        try {
            return builder.start().waitFor() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Of the one model that the server was given. */
    private Path store() throws IOException {
        try (Stream<Path> stores = Files.list(data.resolve("policy"))) {
            return stores.findFirst().orElseThrow(() -> new IOException("there is no store in " + data));
        }
    }

    private String redis() throws IOException {
        Path redis = data.resolve("redis");
        return "redis://:" + Files.readString(redis.resolve("password")).strip() + "@127.0.0.1:"
                + Files.readString(redis.resolve("port")).strip();
    }
}
