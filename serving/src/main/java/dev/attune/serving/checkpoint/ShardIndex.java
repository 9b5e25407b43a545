package dev.attune.serving.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The list that says which tensor lies in which shard. */
public final class ShardIndex {
    private ShardIndex() {}

    /** Tensor name → name of a file in the same folder, in the order of the list. */
    public static Map<String, String> read(Path index) {
        JsonNode weightMap = JsonFiles.readObject(index).path("weight_map");
        if (!weightMap.isObject() || weightMap.isEmpty()) {
            throw CheckpointException.in(index, "has no weight_map");
        }
        Map<String, String> shards = new LinkedHashMap<>();
        weightMap.properties().forEach(entry -> {
            String shard = entry.getValue().asText();
            if (!shard.endsWith(".safetensors") || shard.contains("/") || shard.contains("\\")) {
                throw CheckpointException.in(
                        index, "tensor " + entry.getKey() + " must lie in a .safetensors file beside it, was " + shard);
            }
            shards.put(entry.getKey(), shard);
        });
        return shards;
    }
}
