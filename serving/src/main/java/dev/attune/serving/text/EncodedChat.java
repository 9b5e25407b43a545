package dev.attune.serving.text;

import dev.attune.serving.text.jinja.Span;

/**
 * A conversation as tokens.
 *
 * @param ids the tokens
 * @param assistantMask for each token, whether the assistant says any of it
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record EncodedChat(int[] ids, boolean[] assistantMask) {
    public EncodedChat {
        if (ids.length != assistantMask.length) {
            throw new IllegalArgumentException(
                    "ids and mask must be of one length, were " + ids.length + ", " + assistantMask.length);
        }
    }

    static EncodedChat of(EncodedText text, RenderedChat chat) {
        boolean[] mask = new boolean[text.ids().length];
        for (int i = 0; i < mask.length; i++) {
            int start = text.starts()[i];
            int end = text.ends()[i];
            mask[i] = chat.assistant().stream().anyMatch(span -> touches(span, start, end));
        }
        return new EncodedChat(text.ids(), mask);
    }

    private static boolean touches(Span span, int start, int end) {
        return start < span.end() && end > span.start();
    }
}
