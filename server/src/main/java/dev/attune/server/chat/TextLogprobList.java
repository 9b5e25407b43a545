package dev.attune.server.chat;

import dev.attune.api.TextLogprobs;
import dev.attune.api.TokenLogprob;
import dev.attune.api.TopLogprob;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes the log-probabilities of one text, piece by piece, as lists side by side. An offset counts the characters (code
 * points) that are whole before the token's first byte; a token within a character points at that character.
 */
final class TextLogprobList {
    private static final HexFormat ESCAPED = HexFormat.of().withPrefix("\\x");

    private final boolean showsTop;
    private int characters;

    TextLogprobList(boolean showsTop) {
        this.showsTop = showsTop;
    }

    /** The next entries; null if there are none. */
    @Nullable
    TextLogprobs write(List<TokenLogprob> entries) {
        if (entries.isEmpty()) {
            return null;
        }
        List<String> tokens = new ArrayList<>();
        List<Float> logprobs = new ArrayList<>();
        List<Map<String, Float>> top = new ArrayList<>();
        List<Integer> offsets = new ArrayList<>();
        for (TokenLogprob entry : entries) {
            tokens.add(spelled(entry.bytes()));
            logprobs.add(entry.logprob());
            top.add(top(entry));
            offsets.add(isWithinCharacter(entry.bytes()) ? characters - 1 : characters);
            characters += charactersBegunIn(entry.bytes());
        }
        return new TextLogprobs(tokens, logprobs, showsTop ? top : null, offsets);
    }

    /** The alternatives, and the token itself if it is not one of them and has a text. */
    private static Map<String, Float> top(TokenLogprob entry) {
        Map<String, Float> top = new LinkedHashMap<>();
        for (TopLogprob each : entry.topLogprobs()) {
            top.putIfAbsent(spelled(each.bytes()), each.logprob());
        }
        if (!entry.bytes().isEmpty()) {
            top.putIfAbsent(spelled(entry.bytes()), entry.logprob());
        }
        return top;
    }

    /** Part of a character has no spelling of its own. */
    private static String spelled(List<Integer> bytes) {
        byte[] raw = new byte[bytes.size()];
        for (int i = 0; i < raw.length; i++) {
            raw[i] = bytes.get(i).byteValue();
        }
        String text = new String(raw, StandardCharsets.UTF_8);
        boolean whole = Arrays.equals(text.getBytes(StandardCharsets.UTF_8), raw);
        return whole ? text : "bytes:" + ESCAPED.formatHex(raw);
    }

    private static boolean isWithinCharacter(List<Integer> bytes) {
        return !bytes.isEmpty() && continues(bytes.get(0));
    }

    private static int charactersBegunIn(List<Integer> bytes) {
        return (int) bytes.stream().filter(each -> !continues(each)).count();
    }

    private static boolean continues(int utf8Byte) {
        return (utf8Byte & 0xc0) == 0x80;
    }
}
