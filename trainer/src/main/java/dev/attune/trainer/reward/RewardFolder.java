package dev.attune.trainer.reward;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.attune.serving.checkpoint.CheckpointException;
import dev.attune.serving.checkpoint.Dtype;
import dev.attune.serving.checkpoint.DurableFiles;
import dev.attune.serving.checkpoint.FileHash;
import dev.attune.serving.checkpoint.JsonFiles;
import dev.attune.serving.checkpoint.SafetensorsWriter;
import dev.attune.serving.checkpoint.SafetensorsWriter.Tensor;
import dev.attune.serving.model.WeightExport;
import dev.attune.trainer.model.ScalarHead;
import dev.attune.trainer.run.SideFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A reward model on disk: a Hugging Face folder that {@code AutoModelForSequenceClassification} opens, which goes by
 * {@code model_type}, with {@code score.weight} among its tensors, and {@code manifest.json}, written last and without a clock, so
 * that the same training leaves the same bytes. Hugging Face's classes have no {@code score.bias}; without it all scores are off by one
 * constant.
 */
final class RewardFolder {
    static final String CAUTION = "attune_caution";
    private static final String MANIFEST = "manifest.json";
    private static final String WEIGHTS = "model.safetensors";
    private static final ObjectMapper JSON = new ObjectMapper();

    private RewardFolder() {}

    /** What a finished folder says of itself; empty if there is none. */
    static Optional<JsonNode> manifest(Path folder) {
        Path file = folder.resolve(MANIFEST);
        return Files.exists(file) ? Optional.of(JsonFiles.readObject(file).path("details")) : Optional.empty();
    }

    /** What {@link #manifest} says of held-out judgements. */
    static RewardQuality quality(JsonNode manifest) {
        return JSON.convertValue(manifest.path("held_out"), RewardQuality.class);
    }

    /**
     * Writes all files.
     *
     * @param base folder of the model that this one started from, whose tokenizer and configuration it keeps
     */
    static void write(Path base, Path folder, ScoredNetwork network, double caution, ObjectNode details)
            throws IOException {
        Files.createDirectories(folder);
        Files.deleteIfExists(folder.resolve(MANIFEST));
        SideFiles.copy(base, folder, Dtype.F32);
        Files.deleteIfExists(folder.resolve(MANIFEST));
        SafetensorsWriter.write(folder.resolve(WEIGHTS), tensors(network));
        writeConfig(folder.resolve("config.json"), network, caution);
        ObjectNode manifest = JSON.createObjectNode();
        manifest.set("details", details);
        ObjectNode files = manifest.putObject("files");
        for (Path file : files(folder)) {
            DurableFiles.sync(file);
            files.putObject(file.getFileName().toString())
                    .put("bytes", Files.size(file))
                    .put("sha256", FileHash.sha256(file));
        }
        write(folder.resolve(MANIFEST), manifest);
    }

    /** Compares every file with the manifest. */
    static void verify(Path folder) {
        JsonNode manifest = JsonFiles.readObject(folder.resolve(MANIFEST));
        for (Map.Entry<String, JsonNode> entry : manifest.path("files").properties()) {
            Path file = folder.resolve(entry.getKey());
            try {
                if (!FileHash.sha256(file)
                        .equals(entry.getValue().path("sha256").asText())) {
                    throw new CheckpointException(file + ": has another SHA-256 than the manifest says");
                }
            } catch (IOException unreadable) {
                throw new CheckpointException(file + ": cannot be read: " + unreadable.getMessage(), unreadable);
            }
        }
    }

    private static List<Tensor> tensors(ScoredNetwork network) {
        List<Tensor> tensors =
                new ArrayList<>(WeightExport.tensors(network.layout, network.weights::values, Dtype.F32));
        for (int i = network.layout.size(); i < network.weights.size(); i++) {
            int index = i;
            tensors.add(new Tensor(
                    network.weights.names().get(i),
                    Dtype.F32,
                    network.weights.shape(i).getShape(),
                    () -> FloatBuffer.wrap(network.weights.values(index))));
        }
        return tensors;
    }

    private static void writeConfig(Path file, ScoredNetwork network, double caution) throws IOException {
        ObjectNode config = (ObjectNode) JsonFiles.readObject(file);
        int heads = (int) network.weights
                .shape(network.weights.names().indexOf(ScalarHead.BIAS))
                .get(0);
        ObjectNode labels = JSON.createObjectNode();
        ObjectNode numbers = JSON.createObjectNode();
        for (int head = 0; head < heads; head++) {
            labels.put(Integer.toString(head), "LABEL_" + head);
            numbers.put("LABEL_" + head, head);
        }
        config.set("id2label", labels);
        config.set("label2id", numbers);
        config.put("problem_type", "regression");
        config.put(CAUTION, caution);
        if (!config.hasNonNull("pad_token_id")) {
            // There the sequence ends for Hugging Face's classes; ours are told.
            config.put("pad_token_id", padding(file.resolveSibling("generation_config.json"), config));
        }
        write(file, config);
    }

    private static int padding(Path generation, JsonNode config) {
        JsonNode eos = config.path("eos_token_id");
        int end = eos.isArray() ? eos.path(0).asInt() : eos.asInt();
        return Files.exists(generation)
                ? JsonFiles.readObject(generation).path("pad_token_id").asInt(end)
                : end;
    }

    private static void write(Path file, JsonNode json) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json));
        DurableFiles.replace(file, channel -> {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        });
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
