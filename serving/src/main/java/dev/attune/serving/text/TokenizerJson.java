package dev.attune.serving.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.attune.serving.checkpoint.CheckpointException;
import dev.attune.serving.checkpoint.JsonFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;

/**
 * The {@code tokenizer.json} as the reference implementation understands it, which is word for word with one exception:
 * where {@code tokenizer_config.json} calls the class {@code GPT2Tokenizer}, transformers 5 takes the vocabulary and merges
 * only and splits words as GPT-2 did. A step before that splits off single digits (SmolLM2 ships so) is then without
 * effect. It shows in numerals such as ½, which may share a token with the space before them.
 */
final class TokenizerJson {
    static final String FILE = "tokenizer.json";

    /** Model types for which the reference believes the class name; for others it reads the whole file. */
    private static final Set<String> REBUILT = Set.of("gpt2", "llama", "gemma2", "qwen3");

    private TokenizerJson() {}

    static byte[] read(Path dir) {
        Path file = dir.resolve(FILE);
        if (isRebuiltAsGpt2(dir)) {
            ObjectNode tokenizer = (ObjectNode) JsonFiles.readObject(file);
            JsonNode steps = tokenizer.path("pre_tokenizer").path("pretokenizers");
            if (steps.size() == 2 && isType(steps.get(0), "Digits") && isType(steps.get(1), "ByteLevel")) {
                tokenizer.set("pre_tokenizer", steps.get(1));
                return tokenizer.toString().getBytes(StandardCharsets.UTF_8);
            }
        }
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException missing) {
            throw new CheckpointException(file + ": is missing", missing);
        } catch (IOException unreadable) {
            throw new CheckpointException(file + ": cannot be read", unreadable);
        }
    }

    private static boolean isRebuiltAsGpt2(Path dir) {
        Path tokenizerConfig = dir.resolve("tokenizer_config.json");
        Path config = dir.resolve("config.json");
        if (!Files.exists(tokenizerConfig) || !Files.exists(config)) {
            return false;
        }
        String tokenizerClass =
                JsonFiles.readObject(tokenizerConfig).path("tokenizer_class").asText();
        return (tokenizerClass.equals("GPT2Tokenizer") || tokenizerClass.equals("GPT2TokenizerFast"))
                && REBUILT.contains(
                        JsonFiles.readObject(config).path("model_type").asText());
    }

    private static boolean isType(JsonNode step, String type) {
        return step.path("type").asText().equals(type);
    }
}
