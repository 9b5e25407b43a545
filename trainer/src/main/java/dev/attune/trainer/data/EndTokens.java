package dev.attune.trainer.data;

import com.fasterxml.jackson.databind.JsonNode;
import dev.attune.serving.checkpoint.Checkpoint;
import dev.attune.serving.model.ConfigReader;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The tokens that end an answer when the model is served: generation_config.json's, or config.json's where that names none. */
public final class EndTokens {
    private EndTokens() {}

    /** Those of a model folder that its vocabulary has. */
    public static Set<Integer> of(Path model) {
        try (Checkpoint checkpoint = Checkpoint.open(model)) {
            Set<Integer> ids = new LinkedHashSet<>();
            checkpoint.generationConfig().ifPresent(json -> add(ids, json.path("eos_token_id")));
            if (ids.isEmpty()) {
                add(ids, checkpoint.config().path("eos_token_id"));
            }
            int vocabulary = ConfigReader.read(checkpoint.config()).vocabSize();
            ids.removeIf(id -> id < 0 || id >= vocabulary);
            return Set.copyOf(ids);
        }
    }

    private static void add(Set<Integer> ids, JsonNode node) {
        for (JsonNode id : node.isArray() ? node : List.of(node)) {
            if (id.isInt()) {
                ids.add(id.asInt());
            }
        }
    }
}
