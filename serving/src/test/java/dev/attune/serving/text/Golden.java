package dev.attune.serving.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;

/** What the reference implementation made of the same texts. */
final class Golden {
    static final List<String> NAMES = List.of(
            "tiny-gemma2", "tiny-gpt2", "tiny-llama-h64", "tiny-mistral", "tiny-phi3", "tiny-qwen2", "tiny-qwen3");

    private static final Path ROOT = Path.of("src/test/resources/golden");

    private Golden() {}

    static Tokenizer tokenizer(String name) {
        return Tokenizer.open(folder(name));
    }

    static Path folder(String name) {
        return ROOT.resolve(name).resolve("model");
    }

    static JsonNode expected(String name) {
        try {
            return new ObjectMapper()
                    .readTree(ROOT.resolve(name).resolve("expected/golden.json").toFile());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static List<String> texts(String name) {
        return StreamSupport.stream(expected(name).path("tokenizer").spliterator(), false)
                .map(testCase -> testCase.path("text").asText())
                .toList();
    }

    static int[] ids(JsonNode array) {
        int[] ids = new int[array.size()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = array.get(i).intValue();
        }
        return ids;
    }
}
