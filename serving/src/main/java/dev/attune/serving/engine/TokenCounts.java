package dev.attune.serving.engine;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Which tokens a prompt holds and how often each stands in the completion: what the penalties ask for. */
final class TokenCounts {
    private final int[] prompt;
    private final Map<Integer, Integer> completion = new HashMap<>();

    TokenCounts(int[] prompt) {
        this.prompt = prompt;
    }

    void add(int token) {
        completion.merge(token, 1, Integer::sum);
    }

    Map<Integer, Integer> completion() {
        return completion;
    }

    Set<Integer> seen() {
        Set<Integer> seen = new HashSet<>(completion.keySet());
        for (int id : prompt) {
            seen.add(id);
        }
        return seen;
    }
}
