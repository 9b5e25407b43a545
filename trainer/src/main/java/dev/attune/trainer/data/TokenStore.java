package dev.attune.trainer.data;

import dev.attune.serving.text.EncodedChat;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Encoded conversations in memory, four bytes a token. Filled by one thread, then only read.
 *
 * <p>A row is kept to {@code contextTokens} positions, which takes one token more, because the last one is only a target.
 * What is longer is cut; what has nothing left to learn is dropped; both are counted.
 */
public final class TokenStore {
    /** Set in a token that is to be learned; ids never reach it. */
    private static final int LEARNED = 1 << 31;

    private final int contextTokens;
    private int[] tokens = new int[1 << 16];
    private int[] starts = new int[1 << 10];
    private int rows;
    private long truncated;
    private long dropped;
    private long lossTokens;

    public TokenStore(int contextTokens) {
        if (contextTokens < 1) {
            throw new IllegalArgumentException("contextTokens must be positive, was " + contextTokens);
        }
        this.contextTokens = contextTokens;
    }

    /**
     * All conversations of a file, encoded.
     *
     * @throws DataException naming file, line and field
     */
    public static TokenStore read(Path file, ConversationEncoder encoder, int contextTokens) {
        TokenStore store = new TokenStore(contextTokens);
        try (ConversationReader reader = new ConversationReader(file)) {
            for (var next = reader.next(encoder); next.isPresent(); next = reader.next(encoder)) {
                store.add(next.get());
            }
        }
        return store;
    }

    /** Takes a conversation in, cut to the context. */
    public void add(EncodedChat conversation) {
        int length = Math.min(conversation.ids().length, contextTokens + 1);
        int learned = learnable(conversation.assistantMask(), length);
        if (learned == 0) {
            dropped++;
            return;
        }
        if (length < conversation.ids().length) {
            truncated++;
        }
        append(conversation, length);
        lossTokens += learned;
    }

    public int rows() {
        return rows;
    }

    /** Positions of a row: one fewer than its tokens. */
    public int length(int row) {
        return starts[row + 1] - starts[row] - 1;
    }

    public int id(int row, int position) {
        return tokens[starts[row] + position] & ~LEARNED;
    }

    public boolean learned(int row, int position) {
        return tokens[starts[row] + position] < 0;
    }

    /** Tokens held. */
    public long tokens() {
        return starts[rows];
    }

    /** Tokens to be learned, over all rows. */
    public long lossTokens() {
        return lossTokens;
    }

    /** Conversations that were cut to the context. */
    public long truncated() {
        return truncated;
    }

    /** Conversations with nothing to learn within the context. */
    public long dropped() {
        return dropped;
    }

    private void append(EncodedChat conversation, int length) {
        int at = starts[rows];
        if (at > Integer.MAX_VALUE - length - 8) {
            throw new DataException("the training data has more than two billion tokens; split it");
        }
        tokens = grown(tokens, at + length);
        for (int i = 0; i < length; i++) {
            tokens[at + i] = conversation.ids()[i] | (conversation.assistantMask()[i] ? LEARNED : 0);
        }
        rows++;
        starts = grown(starts, rows + 1);
        starts[rows] = at + length;
    }

    /** The first token is never predicted. */
    private static int learnable(boolean[] learned, int length) {
        int count = 0;
        for (int i = 1; i < length; i++) {
            count += learned[i] ? 1 : 0;
        }
        return count;
    }

    private static int[] grown(int[] array, int needed) {
        if (needed <= array.length) {
            return array;
        }
        long half = array.length + (array.length >> 1);
        return Arrays.copyOf(array, (int) Math.max(needed, Math.min(half, Integer.MAX_VALUE - 8)));
    }
}
