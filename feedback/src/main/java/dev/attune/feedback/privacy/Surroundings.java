package dev.attune.feedback.privacy;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The words around a place, within the sentence and a bounded distance. */
final class Surroundings {
    private static final int REACH = 48;
    private static final int MOST_WORDS = 7;
    /** A dot after so short a word is an abbreviation: tel., no., IdNr. */
    private static final int ABBREVIATION = 4;

    private Surroundings() {}

    /** Words before, the nearest first, in small letters and without accents. */
    static List<String> before(FoldedText text, int start) {
        List<String> words = new ArrayList<>(MOST_WORDS);
        int end = start;
        int stop = Math.max(0, start - REACH);
        while (end > stop && words.size() < MOST_WORDS) {
            if (endsSentence(text, end - 1)) {
                break;
            }
            if (!Character.isLetter(text.at(end - 1))) {
                end--;
                continue;
            }
            int from = end;
            while (from > stop && isInWord(text.at(from - 1))) {
                from--;
            }
            words.add(plain(text.lower().substring(from, end)));
            end = from;
        }
        return words;
    }

    /** Words after, the nearest first. */
    static List<String> after(FoldedText text, int end) {
        List<String> words = new ArrayList<>(MOST_WORDS);
        int stop = Math.min(text.length(), end + REACH);
        int at = end;
        while (at < stop && words.size() < MOST_WORDS && text.at(at) != '\n') {
            if (!Character.isLetter(text.at(at))) {
                at++;
                continue;
            }
            int from = at;
            while (at < stop && isInWord(text.at(at))) {
                at++;
            }
            words.add(plain(text.lower().substring(from, at)));
        }
        return words;
    }

    /** Whether the nearest word that is in either set is in the first; false if there is none. */
    static boolean speakFor(List<String> words, Set<String> forIt, Set<String> against) {
        for (String word : words) {
            if (contains(against, word)) {
                return false;
            }
            if (contains(forIt, word)) {
                return true;
            }
        }
        return false;
    }

    /** Text without spaces is one long word, so there the set's word may stand anywhere in it. */
    private static boolean contains(Set<String> set, String word) {
        if (set.contains(word)) {
            return true;
        }
        return Scripts.writtenWithoutSpaces(word.charAt(0))
                && set.stream().anyMatch(part -> Scripts.writtenWithoutSpaces(part.charAt(0)) && word.contains(part));
    }

    private static boolean isInWord(char c) {
        return Character.isLetter(c)
                || Character.getType(c) == Character.NON_SPACING_MARK
                || Character.getType(c) == Character.COMBINING_SPACING_MARK;
    }

    private static boolean endsSentence(FoldedText text, int at) {
        char c = text.at(at);
        if (c == '\n' || c == '!' || c == '?' || c == '。') {
            return true;
        }
        if (c != '.' || text.at(at + 1) != ' ') {
            return false;
        }
        for (int i = 1; i <= ABBREVIATION + 1; i++) {
            if (!Character.isLetter(text.at(at - i))) {
                return false;
            }
        }
        return true;
    }

    /** A word without accents. */
    static String plain(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (word.charAt(i) > 127 && word.charAt(i) < 0x250) {
                String apart = Normalizer.normalize(word, Normalizer.Form.NFD);
                StringBuilder letters = new StringBuilder(apart.length());
                apart.chars().filter(Character::isLetter).forEach(c -> letters.append((char) c));
                return letters.toString();
            }
        }
        return word;
    }
}
