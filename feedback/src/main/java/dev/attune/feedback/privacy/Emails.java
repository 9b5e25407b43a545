package dev.attune.feedback.privacy;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * E-mail addresses, also as people write them for people: {@code jo at example dot com}, {@code jo[at]example.com}. Works outwards from
 * what stands for the {@code @}.
 */
final class Emails implements Detector {
    private static final int LONGEST_LOCAL = 64;
    private static final int LONGEST_LABEL = 63;
    private static final int MOST_LABELS = 8;
    private static final int URL_REACH = 80;
    /** Between which signs the local part ends and the domain begins; whether it must be {@code dot} after it. */
    private static final List<String> BRACKETED =
            List.of("(at)", "[at]", "{at}", "<at>", "(@)", "[@]", "%40", "&#64;", "&commat;");

    private static final List<String> DOTS = List.of(
            " dot ", " punkt ", " punto ", "(dot)", "[dot]", "{dot}", "{punkt}", "(punkt)", "[punkt]", "(.)", "[.]");
    private static final Set<String> NO_NAMES = Lexicon.words(
            "me us him her them it you is are be was look hosted available page site website shop live online found visit up meet here",
            "there not only located based seen published more arrive arrived works work stay sold listed read see out");
    private static final Set<String> MAIL_HOUSES = Lexicon.words(
            "gmail.com googlemail.com yahoo.com hotmail.com outlook.com icloud.com gmx.de gmx.net web.de protonmail.com proton.me aol.com");
    private static final Set<String> IMAGES = Lexicon.words("png jpg jpeg gif svg webp avif ico bmp");

    @Override
    public void find(FoldedText text, Consumer<Finding> found) {
        int done = 0;
        for (int i = 0; i < text.length(); i++) {
            int after = text.at(i) == '@' ? i + 1 : bracketEnd(text, i);
            int end = -1;
            if (after > 0) {
                boolean apart = text.at(i - 1) == ' ' && text.at(after) == ' ';
                boolean spelt = after - i > 1;
                int gap = apart ? 1 : 0;
                end = address(text, done, i - gap, after + gap, apart || spelt, found);
            } else if (text.startsWith(" at ", i)) {
                end = spoken(text, done, i, found);
            }
            if (end > 0) {
                done = end;
                i = end - 1;
            }
        }
    }

    private static int bracketEnd(FoldedText text, int at) {
        if ("([{<%&".indexOf(text.at(at)) < 0) {
            return -1;
        }
        for (String mark : BRACKETED) {
            if (text.startsWith(mark, at)) {
                return at + mark.length();
            }
        }
        return -1;
    }

    private static int address(
            FoldedText text, int floor, int localEnd, int domain, boolean spacedDots, Consumer<Finding> found) {
        int start = localStart(text, floor, localEnd);
        int end = domainEnd(text, domain, spacedDots);
        if (start == localEnd || end < 0 || isLogin(text, start, localEnd, end)) {
            return -1;
        }
        found.accept(new Finding(PiiKind.EMAIL, dottedStart(text, floor, start), end));
        return end;
    }

    /** Plain words around " at " are a sentence unless the domain is spelt out, or is where people have their mail. */
    private static int spoken(FoldedText text, int floor, int at, Consumer<Finding> found) {
        int start = localStart(text, floor, at);
        int domain = at + " at ".length();
        int end = domainEnd(text, domain, true);
        if (start == at || end < 0 || NO_NAMES.contains(text.lower().substring(start, at))) {
            return -1;
        }
        String host = text.lower().substring(domain, end);
        boolean speltOut =
                host.indexOf(' ') >= 0 || host.indexOf('(') >= 0 || host.indexOf('[') >= 0 || host.indexOf('{') >= 0;
        if (!speltOut && !MAIL_HOUSES.contains(host)) {
            return -1;
        }
        found.accept(new Finding(PiiKind.EMAIL, dottedStart(text, floor, start), end));
        return end;
    }

    private static int localStart(FoldedText text, int floor, int end) {
        int start = end;
        while (start > floor && end - start < LONGEST_LOCAL && isLocal(text, start - 1)) {
            start--;
        }
        while (start < end && !text.isWord(start)) {
            start++;
        }
        return start;
    }

    private static boolean isLocal(FoldedText text, int at) {
        return text.isWord(at) || (".+-'".indexOf(text.at(at)) >= 0 && text.at(at) != 0);
    }

    /** {@code pat dot lee at …}: one more word to the left. */
    private static int dottedStart(FoldedText text, int floor, int start) {
        for (String dot : DOTS) {
            int before = start - dot.length();
            if (before > floor && text.startsWith(dot, before)) {
                return localStart(text, floor, before);
            }
        }
        return start;
    }

    private static int domainEnd(FoldedText text, int start, boolean spacedDots) {
        int end = -1;
        int at = start;
        for (int label = 0; label < MOST_LABELS; label++) {
            int labelEnd = labelEnd(text, at);
            if (labelEnd == at) {
                break;
            }
            if (label > 0 && isTop(text, at, labelEnd)) {
                end = labelEnd;
            }
            at = afterDot(text, labelEnd, spacedDots);
            if (at < 0) {
                break;
            }
        }
        return end;
    }

    private static int labelEnd(FoldedText text, int start) {
        int at = start;
        while (at - start < LONGEST_LABEL && (text.isDigit(at) || text.isLetter(at) || text.at(at) == '-')) {
            at++;
        }
        while (at > start && text.at(at - 1) == '-') {
            at--;
        }
        return at;
    }

    private static int afterDot(FoldedText text, int at, boolean spacedDots) {
        if (text.at(at) == '.') {
            return at + 1;
        }
        int bracket = text.at(at) == ' ' && "([{".indexOf(text.at(at + 1)) >= 0 ? at + 1 : at;
        for (String dot : DOTS) {
            if (text.startsWith(dot, bracket)) {
                int after = bracket + dot.length();
                return text.at(after) == ' ' ? after + 1 : after;
            }
        }
        return spacedDots && text.startsWith(" . ", at) ? at + 3 : -1;
    }

    private static boolean isTop(FoldedText text, int start, int end) {
        for (int i = start; i < end; i++) {
            if (!text.isLetter(i)) {
                return false;
            }
        }
        String top = text.lower().substring(start, end);
        return end - start >= 2 && end - start <= 24 && !IMAGES.contains(top) && !top.equals("dot");
    }

    /** {@code git@host:path} is everybody's, and in {@code scheme://name:password@host} the part before is no mailbox. */
    private static boolean isLogin(FoldedText text, int start, int localEnd, int end) {
        if (text.at(end) == ':' && text.lower().substring(start, localEnd).equals("git")) {
            return true;
        }
        for (int i = start - 1; i >= 2 && start - i < URL_REACH && text.at(i) != ' ' && text.at(i) != '\n'; i--) {
            if (text.at(i) == '/') {
                return text.at(i - 1) == '/' && text.at(i - 2) == ':';
            }
            if (text.at(i) == '?' || text.at(i) == '&' || text.at(i) == '=') {
                return false;
            }
        }
        return false;
    }
}
