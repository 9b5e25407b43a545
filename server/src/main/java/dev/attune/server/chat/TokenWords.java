package dev.attune.server.chat;

import dev.attune.api.TokenLogprob;
import dev.attune.api.TopLogprob;
import dev.attune.serving.engine.Token;
import dev.attune.serving.text.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes tokens into log-probability entries. */
final class TokenWords {
    /** Stands for a probability of zero, whose logarithm JSON cannot say. */
    private static final float IMPOSSIBLE = -9999;

    private final Tokenizer tokenizer;

    TokenWords(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /** A drawn token that adds {@code bytes} to the text. */
    TokenLogprob logprob(Token token, byte[] bytes) {
        List<TopLogprob> top = new ArrayList<>(token.topIds().length);
        for (int i = 0; i < token.topIds().length; i++) {
            byte[] spelled = spell(token.topIds()[i]);
            top.add(new TopLogprob(text(spelled), finite(token.topLogprobs()[i]), list(spelled)));
        }
        return new TokenLogprob(text(bytes), finite(token.logprob()), list(bytes), top);
    }

    /** The same entry with only the first bytes. */
    static TokenLogprob cut(TokenLogprob whole, int bytes) {
        if (bytes == whole.bytes().size()) {
            return whole;
        }
        List<Integer> kept = whole.bytes().subList(0, bytes);
        byte[] raw = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            raw[i] = kept.get(i).byteValue();
        }
        return new TokenLogprob(text(raw), whole.logprob(), List.copyOf(kept), whole.topLogprobs());
    }

    /** A rival is shown as it is spelled, also if it would steer rather than speak. */
    private byte[] spell(int id) {
        if (tokenizer.isSpecial(id)) {
            for (Map.Entry<String, Integer> special : tokenizer.specialTokens().entrySet()) {
                if (special.getValue() == id) {
                    return special.getKey().getBytes(StandardCharsets.UTF_8);
                }
            }
        }
        return tokenizer.bytes(id);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static List<Integer> list(byte[] bytes) {
        List<Integer> list = new ArrayList<>(bytes.length);
        for (byte each : bytes) {
            list.add(each & 0xff);
        }
        return list;
    }

    private static float finite(float logprob) {
        return Float.isFinite(logprob) ? logprob : IMPOSSIBLE;
    }
}
