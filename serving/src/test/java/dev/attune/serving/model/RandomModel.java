package dev.attune.serving.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.attune.serving.checkpoint.Dtype;
import dev.attune.serving.checkpoint.SafetensorsWriter;
import dev.attune.serving.checkpoint.SafetensorsWriter.Tensor;
import dev.attune.serving.model.WeightSpec.Part;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A model folder made of a config.json and random numbers, under the names that checkpoints of its family use. */
final class RandomModel {
    private static final ObjectMapper JSON = new ObjectMapper();

    private RandomModel() {}

    /** The content of config.json, written with single quotes. */
    static ObjectNode config(String text) {
        try {
            return (ObjectNode) JSON.readTree(text.replace('\'', '"'));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes config.json and model.safetensors. */
    static Path write(Path dir, JsonNode config, Dtype dtype, long seed) {
        return write(dir, config, tensors(config, dtype, seed));
    }

    static Path write(Path dir, JsonNode config, List<Tensor> tensors) {
        try {
            Files.createDirectories(dir);
            Files.writeString(dir.resolve("config.json"), config.toString());
            SafetensorsWriter.write(dir.resolve("model.safetensors"), tensors);
            return dir;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same model in several files with an index. */
    static Path writeSharded(Path dir, JsonNode config, Dtype dtype, long seed, int shards) {
        ObjectNode places = JSON.createObjectNode();
        List<Tensor> all = tensors(config, dtype, seed);
        try {
            Files.createDirectories(dir);
            Files.writeString(dir.resolve("config.json"), config.toString());
            for (int shard = 0; shard < shards; shard++) {
                String name = String.format("model-%05d-of-%05d.safetensors", shard + 1, shards);
                List<Tensor> part = all.subList(shard * all.size() / shards, (shard + 1) * all.size() / shards);
                part.forEach(tensor -> places.put(tensor.name(), name));
                SafetensorsWriter.write(dir.resolve(name), part);
            }
            ObjectNode index = JSON.createObjectNode();
            index.putObject("metadata").put("total_size", 0);
            index.set("weight_map", places);
            Files.writeString(dir.resolve("model.safetensors.index.json"), index.toString());
            return dir;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All tensors a checkpoint of this configuration has; the same seed gives the same numbers in every dtype. */
    static List<Tensor> tensors(JsonNode config, Dtype dtype, long seed) {
        List<Tensor> tensors = new ArrayList<>();
        for (WeightSpec spec : WeightLayout.of(ConfigReader.read(config)).specs()) {
            for (Part part : spec.parts()) {
                tensors.add(new Tensor(
                        part.tensor(),
                        dtype,
                        spec.shapeOnDisk(part),
                        () -> FloatBuffer.wrap(
                                numbers(spec, part, seed + part.tensor().hashCode()))));
            }
        }
        return tensors;
    }

    /** Of a size that keeps every layer's output near one. */
    private static float[] numbers(WeightSpec spec, Part part, long seed) {
        Random random = new Random(seed);
        boolean norm = spec.name().matches("norm[12]|postNorm[12]|finalNorm|[qk]Norm");
        double scale = spec.linear() ? 1.2 / Math.sqrt(spec.columns()) : norm ? 0.3 : 0.5;
        double centre = norm ? 1 - part.shift() : 0;
        float[] values = new float[part.rows() * spec.columns()];
        for (int i = 0; i < values.length; i++) {
            // A sum of two uniforms: enough like a bell, and much faster than one.
            values[i] = (float) (centre + scale * 2.4 * (random.nextFloat() + random.nextFloat() - 1));
        }
        return values;
    }
}
