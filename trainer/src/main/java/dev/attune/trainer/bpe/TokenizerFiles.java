package dev.attune.trainer.bpe;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a vocabulary as the tokenizer files of a Hugging Face folder: {@code tokenizer.json},
 * {@code tokenizer_config.json} with a ChatML template, {@code special_tokens_map.json} and
 * {@code generation_config.json}.
 */
public final class TokenizerFiles {
    /** Messages as they come: no system message is made up, and the reply is opened only when asked for. */
    private static final String CHATML = "{%- for message in messages -%}"
            + "{{- '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' -}}"
            + "{%- endfor -%}"
            + "{%- if add_generation_prompt -%}{{- '<|im_start|>assistant\\n' -}}{%- endif -%}";

    private static final String END_OF_TEXT = "<|endoftext|>";
    private static final String END_OF_MESSAGE = "<|im_end|>";

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private TokenizerFiles() {}

    /**
     * Writes the four files into {@code folder}, over those that are there.
     *
     * @param vocabulary has {@link BpeTrainer#CHATML_SPECIALS} among its specials
     * @param contextTokens the longest text the model can see
     */
    public static void write(Vocabulary vocabulary, Path folder, int contextTokens) throws IOException {
        if (!vocabulary.specials().containsAll(BpeTrainer.CHATML_SPECIALS)) {
            throw new IllegalArgumentException("specials must hold ChatML's, were " + vocabulary.specials());
        }
        Files.createDirectories(folder);
        writeJson(folder.resolve("tokenizer.json"), tokenizer(vocabulary));
        writeJson(folder.resolve("tokenizer_config.json"), config(vocabulary, contextTokens));
        writeJson(folder.resolve("special_tokens_map.json"), specialTokens());
        writeJson(folder.resolve("generation_config.json"), generation(vocabulary));
    }

    private static void writeJson(Path file, Map<String, Object> content) throws IOException {
        Files.writeString(file, JSON.writeValueAsString(content) + "\n", StandardCharsets.UTF_8);
    }

    private static Map<String, Object> tokenizer(Vocabulary vocabulary) {
        Map<String, Object> tokenizer = new LinkedHashMap<>();
        tokenizer.put("version", "1.0");
        tokenizer.put("truncation", null);
        tokenizer.put("padding", null);
        tokenizer.put("added_tokens", addedTokens(vocabulary));
        tokenizer.put("normalizer", null);
        tokenizer.put("pre_tokenizer", preTokenizer());
        tokenizer.put("post_processor", null);
        tokenizer.put("decoder", byteLevel());
        tokenizer.put("model", model(vocabulary));
        return tokenizer;
    }

    private static List<Map<String, Object>> addedTokens(Vocabulary vocabulary) {
        List<Map<String, Object>> added = new ArrayList<>();
        for (String special : vocabulary.specials()) {
            Map<String, Object> token = new LinkedHashMap<>();
            token.put("id", added.size());
            token.putAll(addedToken(special));
            added.add(token);
        }
        return added;
    }

    private static Map<String, Object> addedToken(String special) {
        Map<String, Object> token = new LinkedHashMap<>();
        token.put("content", special);
        for (String flag : List.of("single_word", "lstrip", "rstrip", "normalized")) {
            token.put(flag, false);
        }
        token.put("special", true);
        return token;
    }

    private static Map<String, Object> preTokenizer() {
        Map<String, Object> digits = new LinkedHashMap<>();
        digits.put("type", "Digits");
        digits.put("individual_digits", true);
        Map<String, Object> sequence = new LinkedHashMap<>();
        sequence.put("type", "Sequence");
        sequence.put("pretokenizers", List.of(digits, byteLevel()));
        return sequence;
    }

    private static Map<String, Object> byteLevel() {
        Map<String, Object> byteLevel = new LinkedHashMap<>();
        byteLevel.put("type", "ByteLevel");
        byteLevel.put("add_prefix_space", false);
        byteLevel.put("trim_offsets", true);
        byteLevel.put("use_regex", true);
        return byteLevel;
    }

    private static Map<String, Object> model(Vocabulary vocabulary) {
        List<String> tokens = vocabulary.tokens();
        Map<String, Object> ids = new LinkedHashMap<>();
        for (String token : tokens) {
            ids.put(token, ids.size());
        }
        List<List<String>> merges = vocabulary.merges().stream()
                .map(merge -> List.of(tokens.get(merge.left()), tokens.get(merge.right())))
                .toList();
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("type", "BPE");
        model.put("dropout", null);
        model.put("unk_token", null);
        model.put("continuing_subword_prefix", null);
        model.put("end_of_word_suffix", null);
        model.put("fuse_unk", false);
        model.put("byte_fallback", false);
        model.put("ignore_merges", false);
        model.put("vocab", ids);
        model.put("merges", merges);
        return model;
    }

    private static Map<String, Object> config(Vocabulary vocabulary, int contextTokens) {
        Map<String, Object> decoder = new LinkedHashMap<>();
        for (int id = 0; id < vocabulary.specials().size(); id++) {
            decoder.put(Integer.toString(id), addedToken(vocabulary.specials().get(id)));
        }
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("tokenizer_class", "PreTrainedTokenizerFast");
        config.put("added_tokens_decoder", decoder);
        config.put("bos_token", null);
        config.put("eos_token", END_OF_MESSAGE);
        config.put("pad_token", END_OF_TEXT);
        config.put("unk_token", null);
        config.put("add_prefix_space", false);
        config.put("clean_up_tokenization_spaces", false);
        config.put("model_max_length", contextTokens);
        config.put("chat_template", CHATML);
        return config;
    }

    private static Map<String, Object> specialTokens() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("eos_token", END_OF_MESSAGE);
        map.put("pad_token", END_OF_TEXT);
        map.put("additional_special_tokens", List.of("<|im_start|>", END_OF_MESSAGE));
        return map;
    }

    private static Map<String, Object> generation(Vocabulary vocabulary) {
        int endOfText = vocabulary.specials().indexOf(END_OF_TEXT);
        int endOfMessage = vocabulary.specials().indexOf(END_OF_MESSAGE);
        Map<String, Object> generation = new LinkedHashMap<>();
        generation.put("eos_token_id", List.of(endOfMessage, endOfText));
        generation.put("pad_token_id", endOfText);
        generation.put("do_sample", true);
        generation.put("temperature", 0.7);
        generation.put("top_p", 0.95);
        return generation;
    }
}
