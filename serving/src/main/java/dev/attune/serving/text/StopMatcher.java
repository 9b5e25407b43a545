package dev.attune.serving.text;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Ends a streamed text before the first stop string, which may come in pieces. Only what may still become a stop string
 * is held back. Of several stop strings the one that is complete first wins, of those complete together the longest. One
 * owner at a time.
 *
 * <p>An automaton over all stop strings at once (Aho and Corasick, Communications of the ACM 18(6), 1975): its state is
 * the longest end of the text so far that begins some stop string, so its depth is just what must be held back. Each
 * character costs constant time, however the text is cut.
 */
public final class StopMatcher {
    private final Node root = new Node(null, 0);
    private final StringBuilder held = new StringBuilder();
    private Node state = root;
    private @Nullable String stop;

    /**
     * Watches for these.
     *
     * @throws IllegalArgumentException for a stop string that is empty or holds half a surrogate pair
     */
    public StopMatcher(List<String> stops) {
        for (String each : stops) {
            if (each.isEmpty() || !UnicodeText.isWellFormed(each)) {
                throw new IllegalArgumentException("stop must be well-formed text of at least one character");
            }
            add(each);
        }
        linkFailures();
    }

    /** Takes the next piece of text and returns what may be shown; nothing once stopped. */
    public String push(String text) {
        if (stop != null) {
            return "";
        }
        for (int i = 0; i < text.length() && stop == null; i++) {
            held.append(text.charAt(i));
            state = next(state, text.charAt(i));
            stop = state.stop;
        }
        return release(held.length() - (stop == null ? state.depth : stop.length()));
    }

    /** Ends the text and returns what was held back in vain. */
    public String finish() {
        return release(held.length());
    }

    /** The stop string found, if any. */
    public Optional<String> stop() {
        return Optional.ofNullable(stop);
    }

    private String release(int count) {
        String text = held.substring(0, count);
        if (stop == null) {
            held.delete(0, count);
        } else {
            held.setLength(0);
        }
        return text;
    }

    private void add(String string) {
        Node node = root;
        for (int i = 0; i < string.length(); i++) {
            Node parent = node;
            node = parent.children.computeIfAbsent(string.charAt(i), c -> new Node(root, parent.depth + 1));
        }
        node.stop = string;
    }

    /** Breadth first, so that every failure link leads to a finished, shallower node. */
    private void linkFailures() {
        Deque<Node> queue = new ArrayDeque<>(root.children.values());
        while (!queue.isEmpty()) {
            Node node = queue.remove();
            node.children.forEach((character, child) -> {
                child.failure = next(node.failure == null ? root : node.failure, character);
                if (child.stop == null) {
                    child.stop = child.failure.stop;
                }
                queue.add(child);
            });
        }
    }

    private static Node next(Node from, char character) {
        Node node = from;
        while (true) {
            Node child = node.children.get(character);
            if (child != null) {
                return child;
            }
            if (node.failure == null) {
                return node;
            }
            node = node.failure;
        }
    }

    /** A beginning of some stop string. */
    private static final class Node {
        final Map<Character, Node> children = new HashMap<>();
        final int depth;
        /** The longest proper end of this that begins some stop string; none for the empty one. */
        @Nullable
        Node failure;
        /** The longest stop string this ends with. */
        @Nullable
        String stop;

        Node(@Nullable Node failure, int depth) {
            this.failure = failure;
            this.depth = depth;
        }
    }
}
