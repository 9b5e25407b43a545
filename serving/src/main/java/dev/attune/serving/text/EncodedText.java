package dev.attune.serving.text;

/**
 * A text as tokens and where they lie. Tokens that share a character share its span; spaces may belong to no span.
 *
 * @param ids the tokens
 * @param starts index of each token's first {@code char} in the text
 * @param ends one past each token's last {@code char}
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record EncodedText(int[] ids, int[] starts, int[] ends) {
    public EncodedText {
        if (ids.length != starts.length || ids.length != ends.length) {
            throw new IllegalArgumentException("ids, starts and ends must be of one length, were " + ids.length + ", "
                    + starts.length + ", " + ends.length);
        }
    }
}
