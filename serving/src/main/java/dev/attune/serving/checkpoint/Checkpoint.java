package dev.attune.serving.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model as a Hugging Face folder: {@code config.json} and the weights in {@code model.safetensors}, or in shards that
 * {@code model.safetensors.index.json} lists. Opening checks that every listed tensor is where it should be; nothing else
 * is read. Safe for many threads; whoever opened it closes it.
 */
public final class Checkpoint implements AutoCloseable {
    private static final String SINGLE = "model.safetensors";
    private static final String INDEX = "model.safetensors.index.json";

    private final Path dir;
    private final JsonNode config;
    private final Optional<JsonNode> generationConfig;
    private final List<Safetensors> files;
    private final Map<String, TensorView> tensors;

    private Checkpoint(Path dir, List<Safetensors> files, Map<String, TensorView> tensors) {
        this.dir = dir;
        this.files = files;
        this.tensors = tensors;
        this.config = JsonFiles.readObject(dir.resolve("config.json"));
        Path generation = dir.resolve("generation_config.json");
        this.generationConfig =
                Files.exists(generation) ? Optional.of(JsonFiles.readObject(generation)) : Optional.empty();
    }

    /**
     * Opens the folder.
     *
     * @throws CheckpointException naming the file, and the tensor where one is to blame
     */
    public static Checkpoint open(Path dir) {
        if (!Files.isDirectory(dir)) {
            throw CheckpointException.in(dir, "is not a folder");
        }
        List<Safetensors> files = new ArrayList<>();
        try {
            Map<String, TensorView> tensors = openFiles(dir, files);
            return new Checkpoint(dir, files, tensors);
        } catch (RuntimeException refused) {
            files.forEach(Safetensors::close);
            throw refused;
        }
    }

    public Path dir() {
        return dir;
    }

    /** The content of {@code config.json}, an object. */
    public JsonNode config() {
        return config;
    }

    /** The content of {@code generation_config.json}, an object, where the folder has one. */
    public Optional<JsonNode> generationConfig() {
        return generationConfig;
    }

    /** All tensors' names. */
    public List<String> names() {
        return List.copyOf(tensors.keySet());
    }

    public boolean contains(String name) {
        return tensors.containsKey(name);
    }

    /**
     * The tensor of that name.
     *
     * @throws CheckpointException if the model has no such tensor
     */
    public TensorView tensor(String name) {
        TensorView tensor = tensors.get(name);
        if (tensor == null) {
            throw CheckpointException.in(dir, "has no tensor " + name);
        }
        return tensor;
    }

    /** Bytes of all tensors on disk. */
    public long byteSize() {
        return tensors.values().stream().mapToLong(TensorView::byteSize).sum();
    }

    @Override
    public void close() {
        files.forEach(Safetensors::close);
    }

    private static Map<String, TensorView> openFiles(Path dir, List<Safetensors> files) {
        Path single = dir.resolve(SINGLE);
        if (Files.exists(single)) {
            return openSingle(single, files);
        }
        Path index = dir.resolve(INDEX);
        if (Files.exists(index)) {
            return openShards(index, files);
        }
        throw CheckpointException.in(dir, "holds neither " + SINGLE + " nor " + INDEX);
    }

    private static Map<String, TensorView> openSingle(Path single, List<Safetensors> files) {
        Safetensors file = Safetensors.open(single);
        files.add(file);
        Map<String, TensorView> tensors = new LinkedHashMap<>();
        file.names().forEach(name -> tensors.put(name, file.tensor(name)));
        return tensors;
    }

    private static Map<String, TensorView> openShards(Path index, List<Safetensors> files) {
        Map<String, Safetensors> shards = new LinkedHashMap<>();
        Map<String, TensorView> tensors = new LinkedHashMap<>();
        ShardIndex.read(index).forEach((name, shardName) -> {
            Safetensors shard = shards.get(shardName);
            if (shard == null) {
                shard = openShard(index, shardName);
                shards.put(shardName, shard);
                files.add(shard);
            }
            if (!shard.contains(name)) {
                throw CheckpointException.in(index, "lists tensor " + name + " in " + shardName + ", which lacks it");
            }
            tensors.put(name, shard.tensor(name));
        });
        return tensors;
    }

    private static Safetensors openShard(Path index, String shardName) {
        Path shard = index.resolveSibling(shardName);
        if (!Files.exists(shard)) {
            throw CheckpointException.in(index, "lists shard " + shardName + ", which is missing");
        }
        return Safetensors.open(shard);
    }
}
