package dev.attune.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.attune.serving.engine.SamplingParams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;

/** How a model's makers recommend to draw from it, where a request does not say: {@code generation_config.json}. */
record GenerationDefaults(SamplingParams sampling) {
    private static final String FILE = "generation_config.json";

    /** @throws ServerException if the file is there and cannot be used */
    static GenerationDefaults read(Path folder) {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return new GenerationDefaults(SamplingParams.DEFAULT);
        }
        try {
            return new GenerationDefaults(sampling(new ObjectMapper().readTree(file.toFile())));
        } catch (IOException | IllegalArgumentException e) {
            throw new ServerException(file + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static SamplingParams sampling(JsonNode json) {
        return new SamplingParams(
                json.path("temperature").asDouble(1),
                json.path("top_p").asDouble(1),
                json.path("top_k").asInt(0),
                json.path("min_p").asDouble(0),
                json.path("repetition_penalty").asDouble(1),
                0,
                0,
                Map.of(),
                OptionalLong.empty());
    }
}
