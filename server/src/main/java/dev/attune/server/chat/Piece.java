package dev.attune.server.chat;

import dev.attune.api.Logprobs;
import dev.attune.api.TokenLogprob;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one or more tokens add to a completion. Either list is empty where the request did not ask for it. */
record Piece(String text, List<TokenLogprob> logprobs, List<Integer> tokenIds) {
    static final Piece NOTHING = new Piece("", List.of(), List.of());

    boolean isEmpty() {
        return text.isEmpty() && logprobs.isEmpty() && tokenIds.isEmpty();
    }

    @Nullable
    Logprobs logprobsOrNull() {
        return logprobs.isEmpty() ? null : new Logprobs(logprobs);
    }

    @Nullable
    List<Integer> tokenIdsOrNull() {
        return tokenIds.isEmpty() ? null : tokenIds;
    }

    /** Gathers pieces into one. */
    static final class Pile {
        private final StringBuilder text = new StringBuilder();
        private final List<TokenLogprob> logprobs = new ArrayList<>();
        private final List<Integer> tokenIds = new ArrayList<>();

        void add(Piece piece) {
            text.append(piece.text);
            logprobs.addAll(piece.logprobs);
            tokenIds.addAll(piece.tokenIds);
        }

        boolean hasText() {
            return text.length() > 0;
        }

        /** Everything gathered so far; the pile is empty afterwards. */
        Piece take() {
            Piece all = new Piece(text.toString(), List.copyOf(logprobs), List.copyOf(tokenIds));
            text.setLength(0);
            logprobs.clear();
            tokenIds.clear();
            return all;
        }
    }
}
