package dev.attune.serving.text;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small tokenizer of the SentencePiece-like kind: ▁ for spaces, a byte token for whatever has no token. */
final class SentencePieceFolder {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String[] MERGES = {
        "▁ t", "h e", "▁t he", "▁ ▁", "l l", "o ▁", "▁ w", "▁w o", "e ll", "▁▁ ▁▁", "é s"
    };

    private SentencePieceFolder() {}

    /** The decoder that drops the space the encoder put before the text. */
    static final String STRIPPING = sequence(
            "{\"type\":\"Replace\",\"pattern\":{\"String\":\"▁\"},\"content\":\" \"}",
            "{\"type\":\"ByteFallback\"}",
            "{\"type\":\"Fuse\"}",
            "{\"type\":\"Strip\",\"content\":\" \",\"start\":1,\"stop\":0}");

    static final String KEEPING = sequence(
            "{\"type\":\"Replace\",\"pattern\":{\"String\":\"▁\"},\"content\":\" \"}",
            "{\"type\":\"ByteFallback\"}",
            "{\"type\":\"Fuse\"}");

    static final String METASPACE =
            "{\"type\":\"Metaspace\",\"replacement\":\"▁\",\"prepend_scheme\":\"first\",\"split\":false}";

    static Path write(Path dir, String decoder) throws IOException {
        ObjectNode root = JSON.createObjectNode().put("version", "1.0");
        ArrayNode added = root.putArray("added_tokens");
        addToken(added, 0, "<unk>", true);
        addToken(added, 1, "<s>", true);
        addToken(added, 2, "</s>", true);
        root.set(
                "normalizer",
                JSON.readTree(
                        """
                {"type":"Sequence","normalizers":[{"type":"Prepend","prepend":"▁"},
                 {"type":"Replace","pattern":{"String":" "},"content":"▁"}]}"""));
        root.set("decoder", JSON.readTree(decoder));
        ObjectNode model = root.putObject("model")
                .put("type", "BPE")
                .put("unk_token", "<unk>")
                .put("fuse_unk", true)
                .put("byte_fallback", true);
        ObjectNode vocab =
                model.putObject("vocab").put("<unk>", 0).put("<s>", 1).put("</s>", 2);
        for (int i = 0; i < 256; i++) {
            vocab.put("<0x%02X>".formatted(i), 3 + i);
        }
        "▁abcdefghijklmnopqrstuvwxyzéè.,!日"
                .codePoints()
                .forEach(point -> vocab.put(Character.toString(point), vocab.size()));
        ArrayNode merges = model.putArray("merges");
        for (String merge : MERGES) {
            merges.add(merge);
            vocab.put(merge.replace(" ", ""), vocab.size());
        }
        Files.writeString(dir.resolve("tokenizer.json"), JSON.writeValueAsString(root));
        return dir;
    }

    private static void addToken(ArrayNode tokens, int id, String content, boolean special) {
        tokens.addObject()
                .put("id", id)
                .put("content", content)
                .put("single_word", false)
                .put("lstrip", false)
                .put("rstrip", false)
                .put("normalized", false)
                .put("special", special);
    }

    private static String sequence(String... decoders) {
        return "{\"type\":\"Sequence\",\"decoders\":[" + String.join(",", decoders) + "]}";
    }
}
