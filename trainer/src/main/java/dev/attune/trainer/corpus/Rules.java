package dev.attune.trainer.corpus;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Decides whether an answer meets a written rule. Words count only as whole words, case aside.
 *
 * <ul>
 *   <li>{@code any: a | b} one of these phrases occurs; {@code none: a | b} none does
 *   <li>{@code only: TABLE.COLUMN | value | also} the value occurs, and no other value of that column but those after it
 *   <li>{@code first: a | b} a occurs, and b does not come before it
 *   <li>{@code number: 7 | 3 4} the last number is 7, and no number occurs but these
 *   <li>{@code items: 3 | CATEGORY | without} names exactly three different members of a list category
 *   <li>{@code story: word | word} at least three whole sentences with these words in them
 *   <li>{@code same: text} this text and nothing else, punctuation aside
 *   <li>{@code short: 12} at most so many words
 * </ul>
 */
final class Rules {
    private static final Pattern NUMBER = Pattern.compile("(?<![\\p{L}\\d])\\d+(?![\\p{L}\\d])");
    private static final Pattern SENTENCE = Pattern.compile("[^.!?]*[\\p{L}\\d][^.!?]*[.!?]+[\"']?\\s*");
    private static final Pattern NOT_A_WORD = Pattern.compile("[^\\p{L}\\p{N}']+");

    private final Library library;

    Rules(Library library) {
        this.library = library;
    }

    boolean allHold(List<String> rules, String answer) {
        return rules.stream().allMatch(rule -> holds(rule, answer));
    }

    boolean holds(String rule, String answer) {
        int colon = rule.indexOf(": ");
        if (colon < 0) {
            throw new IllegalArgumentException("not a rule: " + rule);
        }
        List<String> parts = Arrays.stream(rule.substring(colon + 2).split("\\|"))
                .map(String::strip)
                .toList();
        return switch (rule.substring(0, colon)) {
            case "any" -> parts.stream().anyMatch(part -> says(answer, part));
            case "none" -> parts.stream().noneMatch(part -> says(answer, part));
            case "only" -> only(parts, answer);
            case "first" -> first(parts.get(0), parts.get(1), answer);
            case "number" -> number(parts, answer);
            case "items" -> items(parts, answer);
            case "story" -> story(parts, answer);
            case "same" -> words(answer).equals(words(parts.get(0)));
            case "short" -> words(answer).strip().split(" ").length <= Integer.parseInt(parts.get(0));
            default -> throw new IllegalArgumentException("not a rule: " + rule);
        };
    }

    private static boolean says(String answer, String phrase) {
        return words(answer).contains(words(phrase));
    }

    /** Lower case words with one space before and after each. */
    private static String words(String text) {
        return " "
                + NOT_A_WORD
                        .matcher(text.toLowerCase(Locale.ROOT))
                        .replaceAll(" ")
                        .strip() + " ";
    }

    private boolean only(List<String> parts, String answer) {
        String rest = words(answer);
        for (String allowed : Lists.longestFirst(parts.subList(1, parts.size()))) {
            rest = rest.replace(words(allowed), " | ");
        }
        String others = rest;
        int dot = parts.get(0).indexOf('.');
        return says(answer, parts.get(1))
                && library.column(parts.get(0).substring(0, dot), parts.get(0).substring(dot + 1)).stream()
                        .noneMatch(other -> others.contains(words(other)));
    }

    private static boolean first(String wanted, String other, String answer) {
        int at = words(answer).indexOf(words(wanted));
        int otherAt = words(answer).indexOf(words(other));
        return at >= 0 && (otherAt < 0 || at < otherAt);
    }

    private static boolean number(List<String> parts, String answer) {
        List<String> said =
                NUMBER.matcher(answer).results().map(MatchResult::group).toList();
        Set<String> allowed = new HashSet<>(List.of(parts.get(0)));
        if (parts.size() > 1) {
            allowed.addAll(List.of(parts.get(1).split(" ")));
        }
        return !said.isEmpty() && said.get(said.size() - 1).equals(parts.get(0)) && allowed.containsAll(said);
    }

    private boolean items(List<String> parts, String answer) {
        int wanted = Integer.parseInt(parts.get(0));
        String rest = words(answer);
        Set<String> named = new HashSet<>();
        List<String> members = Lists.longestFirst(Lists.members(library, parts.get(1)));
        for (String member : members) {
            if (rest.contains(words(member))) {
                named.add(member);
                rest = rest.replace(words(member), " | ");
            }
        }
        boolean repeats = parts.size() > 2
                && Arrays.stream(parts.get(2).split(",")).map(String::strip).anyMatch(named::contains);
        return named.size() == wanted && !repeats;
    }

    private static boolean story(List<String> parts, String answer) {
        String text = answer.strip();
        long sentences = SENTENCE.matcher(text).results().count();
        boolean ends = !text.isEmpty() && ".!?\"".indexOf(text.charAt(text.length() - 1)) >= 0;
        return sentences >= 3 && ends && parts.stream().allMatch(part -> says(text, part));
    }
}
