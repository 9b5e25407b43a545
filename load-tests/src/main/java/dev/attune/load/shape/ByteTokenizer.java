package dev.attune.load.shape;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the tokenizer of a model that never learned words: one token a byte, ChatML's marks, and tokens nobody uses up to
 * the size of the vocabulary.
 */
final class ByteTokenizer {
    static final int START = 1;
    static final int END = 2;

    private static final List<String> SPECIALS = List.of("<|endoftext|>", "<|im_start|>", "<|im_end|>");
    private static final String CHATML = "{%- for message in messages -%}"
            + "{{- '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' -}}"
            + "{%- endfor -%}"
            + "{%- if add_generation_prompt -%}{{- '<|im_start|>assistant\\n' -}}{%- endif -%}";

    private ByteTokenizer() {}

    static void write(int vocabulary, int contextTokens, Path folder) throws IOException {
        write(folder.resolve("tokenizer.json"), tokenizer(vocabulary));
        write(folder.resolve("tokenizer_config.json"), config(contextTokens));
        write(folder.resolve("generation_config.json"), Map.of("eos_token_id", List.of(END, 0)));
    }

    private static void write(Path file, Map<String, Object> json) throws IOException {
        Files.writeString(
                file, new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n");
    }

    private static Map<String, Object> tokenizer(int vocabulary) {
        Map<String, Object> byteLevel = ordered("type", "ByteLevel", "add_prefix_space", false);
        byteLevel.putAll(ordered("trim_offsets", true, "use_regex", true));
        Map<String, Object> tokenizer = ordered("version", "1.0", "added_tokens", addedTokens());
        tokenizer.putAll(ordered("pre_tokenizer", byteLevel, "decoder", byteLevel));
        Map<String, Object> model = ordered("type", "BPE", "vocab", vocab(vocabulary));
        model.put("merges", List.of());
        tokenizer.put("model", model);
        return tokenizer;
    }

    private static List<Map<String, Object>> addedTokens() {
        return SPECIALS.stream()
                .map(special -> {
                    Map<String, Object> token = ordered("id", SPECIALS.indexOf(special), "content", special);
                    token.putAll(ordered("single_word", false, "lstrip", false));
                    token.putAll(ordered("rstrip", false, "normalized", false));
                    token.put("special", true);
                    return token;
                })
                .toList();
    }

    private static Map<String, Integer> vocab(int size) {
        Map<String, Integer> vocab = new LinkedHashMap<>();
        SPECIALS.forEach(special -> vocab.put(special, vocab.size()));
        int other = 0;
        for (int b = 0; b < 256; b++) {
            // The byte-level alphabet of GPT-2: printable Latin-1 stands for itself, the rest follows from 256 on.
            boolean printable = (b >= '!' && b <= '~') || (b >= 0xA1 && b != 0xAD);
            vocab.put(Character.toString(printable ? b : 256 + other++), vocab.size());
        }
        while (vocab.size() < size) {
            vocab.put("<unused_" + vocab.size() + ">", vocab.size());
        }
        return vocab;
    }

    private static Map<String, Object> config(int contextTokens) {
        Map<String, Object> config =
                ordered("tokenizer_class", "PreTrainedTokenizerFast", "eos_token", SPECIALS.get(END));
        config.putAll(ordered("model_max_length", contextTokens, "chat_template", CHATML));
        return config;
    }

    private static Map<String, Object> ordered(String key, Object value, String nextKey, Object nextValue) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(key, value);
        map.put(nextKey, nextValue);
        return map;
    }
}
