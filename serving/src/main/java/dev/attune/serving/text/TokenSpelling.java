package dev.attune.serving.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * How a vocabulary spells bytes, read from a tokenizer's {@code decoder}. Two families are in use:
 *
 * <ul>
 *   <li>byte-level: each character of a token stands for one byte (GPT-2's table);
 *   <li>SentencePiece-like: {@code ▁} stands for a space and {@code <0xNN>} for a byte that no token has; the space that
 *       the encoder puts before a text is dropped again at its start.
 * </ul>
 *
 * Each is a chain of the library's decoding steps; a chain with another step is refused, not guessed at.
 */
final class TokenSpelling {
    private static final int ALL = Integer.MAX_VALUE;
    private static final Pattern BYTE_TOKEN = Pattern.compile("<0x[0-9A-Fa-f]{2}>");

    private final List<Replacement> replacements = new ArrayList<>();
    private boolean byteLevel;
    private boolean byteFallback;
    private int spacesDroppedAtStart;

    private TokenSpelling() {}

    private record Replacement(String from, String to) {}

    /**
     * Reads the chain.
     *
     * @throws IllegalArgumentException naming the step we do not know
     */
    static TokenSpelling of(JsonNode decoder) {
        TokenSpelling spelling = new TokenSpelling();
        spelling.add(decoder);
        return spelling;
    }

    /** The bytes of a token within a text. */
    byte[] bytes(String token) {
        if (byteFallback && BYTE_TOKEN.matcher(token).matches()) {
            return new byte[] {(byte) Integer.parseInt(token.substring(3, 5), 16)};
        }
        String text = token;
        for (Replacement replacement : replacements) {
            text = text.replace(replacement.from(), replacement.to());
        }
        return byteLevel ? ByteLevelAlphabet.bytes(text) : text.getBytes(StandardCharsets.UTF_8);
    }

    /** The same bytes where the token opens the text. */
    byte[] atStart(byte[] bytes) {
        int dropped = 0;
        while (dropped < bytes.length && dropped < spacesDroppedAtStart && bytes[dropped] == ' ') {
            dropped++;
        }
        return dropped == 0 ? bytes : Arrays.copyOfRange(bytes, dropped, bytes.length);
    }

    private void add(JsonNode step) {
        switch (step.path("type").asText()) {
            case "Sequence" -> step.path("decoders").forEach(this::add);
            case "ByteLevel" -> byteLevel = true;
            case "ByteFallback" -> byteFallback = true;
            case "Fuse" -> {}
            case "Replace" ->
                replacements.add(
                        new Replacement(literal(step), step.path("content").asText()));
            case "Strip" -> addStrip(step);
            case "Metaspace" -> addMetaspace(step);
            default -> throw unknown(step);
        }
    }

    private static String literal(JsonNode replace) {
        JsonNode pattern = replace.path("pattern").path("String");
        if (!pattern.isTextual() || pattern.asText().isEmpty()) {
            throw unknown(replace);
        }
        return pattern.asText();
    }

    private void addStrip(JsonNode strip) {
        if (!strip.path("content").asText().equals(" ") || strip.path("stop").asInt() != 0) {
            throw unknown(strip);
        }
        spacesDroppedAtStart = strip.path("start").asInt();
    }

    private void addMetaspace(JsonNode metaspace) {
        replacements.add(new Replacement(metaspace.path("replacement").asText("▁"), " "));
        boolean never = metaspace.path("prepend_scheme").asText().equals("never")
                || !metaspace.path("add_prefix_space").asBoolean(true);
        spacesDroppedAtStart = never ? 0 : ALL;
    }

    private static IllegalArgumentException unknown(JsonNode step) {
        return new IllegalArgumentException("decoder " + step + " is of a kind that is not supported");
    }
}
