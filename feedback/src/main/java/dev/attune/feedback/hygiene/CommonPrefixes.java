package dev.attune.feedback.hygiene;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Texts that begin alike, reduced to one. Two texts are alike when the prefix they share is at least a share of the longer one, and long.
 * In sorted order a text's longest prefix with any earlier one only shrinks as one goes on, so a stack of kept texts, each
 * with the prefix it still shares with the place reached, answers in constant time: sorting is the whole cost.
 */
final class CommonPrefixes {
    private final double share;
    private final int leastChars;

    /** A kept text: of those with one prefix the shortest says all. */
    private record Kept(int prefix, int length) {}

    CommonPrefixes(double share, int leastChars) {
        this.share = share;
        this.leastChars = leastChars;
    }

    /** Those to drop, so that no two that are left are alike; the first in sorted order stays. The same for any order of the texts. */
    Set<String> repeated(Collection<String> distinct) {
        List<String> sorted = new ArrayList<>(distinct);
        sorted.sort(null);
        Set<String> dropped = new HashSet<>();
        Deque<Kept> stack = new ArrayDeque<>();
        String before = "";
        for (String text : sorted) {
            shorten(stack, commonPrefix(before, text));
            Kept nearest = stack.peek();
            if (nearest != null && isAlike(nearest.prefix(), text.length())) {
                dropped.add(text);
            } else {
                stack.push(new Kept(text.length(), text.length()));
            }
            before = text;
        }
        return dropped;
    }

    /** Nobody shares more with what comes than its predecessor does; who shares too little of itself can never be alike again. */
    private void shorten(Deque<Kept> stack, int prefix) {
        int shortest = Integer.MAX_VALUE;
        while (!stack.isEmpty() && stack.element().prefix() >= prefix) {
            shortest = Math.min(shortest, stack.pop().length());
        }
        if (shortest < Integer.MAX_VALUE && isAlike(prefix, shortest)) {
            stack.push(new Kept(prefix, shortest));
        }
    }

    private boolean isAlike(int prefix, int length) {
        return prefix >= leastChars && prefix >= share * length;
    }

    private static int commonPrefix(String a, String b) {
        int most = Math.min(a.length(), b.length());
        int i = 0;
        while (i < most && a.charAt(i) == b.charAt(i)) {
            i++;
        }
        return i;
    }
}
