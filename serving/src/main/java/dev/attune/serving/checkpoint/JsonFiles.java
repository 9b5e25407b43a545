package dev.attune.serving.checkpoint;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The JSON files of a model folder. */
public final class JsonFiles {
    /** Python writes NaN and Infinity, and so do some configs. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private JsonFiles() {}

    /**
     * Reads one object.
     *
     * @throws CheckpointException unless the file is there and holds one JSON object
     */
    public static JsonNode readObject(Path file) {
        try {
            JsonNode node = JSON.readTree(Files.readAllBytes(file));
            if (!node.isObject()) {
                throw CheckpointException.in(file, "is not a JSON object");
            }
            return node;
        } catch (NoSuchFileException missing) {
            throw CheckpointException.in(file, "is missing", missing);
        } catch (JacksonException malformed) {
            throw CheckpointException.in(file, "is not JSON: " + malformed.getOriginalMessage(), malformed);
        } catch (IOException unreadable) {
            throw CheckpointException.in(file, "cannot be read", unreadable);
        }
    }
}
