package dev.attune.feedback.privacy;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Phone numbers: with a country code, with a national trunk 0, in a country's usual grouping, or any number of fitting length where
 * the words around it speak of a phone.
 */
final class Phones implements Detector {
    private static final int SHORTEST = 7;
    private static final int LONGEST_NATIONAL = 13;
    private static final int WORDS_AFTER = 4;

    /** Groupings that are hardly anything else, by country of origin. */
    private static final List<Mask> SHAPES = Stream.of(
                    // North America
                    "N##_N##_####",
                    "(N##)~N##_####",
                    "1_N##_N##_####",
                    "1~(N##)~N##_####",
                    // Russia
                    "8~(###)~###~##~##",
                    "8_###_###_##_##",
                    // China, India
                    "1N#_####_####",
                    "9####_#####",
                    "8####_#####",
                    "7####_#####",
                    // Brazil, Mexico
                    "(##)~9####-####",
                    "(##)~####-####",
                    "##_9####-####",
                    "N#_####_####",
                    // Spain, Italy
                    "9#_###_##_##",
                    "9##_##_##_##",
                    "6##_##_##_##",
                    "7##_##_##_##",
                    "3##_#######")
            .map(Mask::new)
            .toList();

    @Override
    public void find(FoldedText text, Consumer<Finding> found) {
        for (int i = 0; i < text.length(); i++) {
            if (NumberRun.begins(text, i)) {
                NumberRun run = NumberRun.read(text, i);
                if (run != null && isPhone(text, run)) {
                    found.accept(new Finding(PiiKind.PHONE, run.start(), run.end()));
                    i = run.end() - 1;
                }
            }
        }
    }

    private static boolean isPhone(FoldedText text, NumberRun run) {
        int digits = run.digits().length();
        if (digits < SHORTEST || isPartOfMore(text, run)) {
            return false;
        }
        if (run.plus()) {
            return isInternational(run);
        }
        if (run.looksLikeADate()) {
            return false;
        }
        List<String> before = Surroundings.before(text, run.start());
        if (Surroundings.speakFor(before, Lexicon.THING, Lexicon.PHONE) || text.at(run.start() - 1) == '#') {
            return false;
        }
        return isAbroad(run)
                || SHAPES.stream().anyMatch(shape -> shape.match(text, run.start()) == run.end())
                || (isNational(run) && !Surroundings.speakFor(before, Lexicon.AMOUNT, Lexicon.PHONE))
                || (digits <= LONGEST_NATIONAL && isSpokenOf(before, Surroundings.after(text, run.end())));
    }

    private static boolean isPartOfMore(FoldedText text, NumberRun run) {
        boolean letters = text.isWord(run.end());
        boolean money = "$€£¥%".indexOf(text.at(run.start() - 1)) >= 0 && run.start() > 0;
        boolean fraction = (text.at(run.end()) == ',' || text.at(run.end()) == ':') && text.isDigit(run.end() + 1);
        return letters || money || fraction;
    }

    /** E.164: a country code and at most 15 digits. {@code +11.576} is a decimal. */
    private static boolean isInternational(NumberRun run) {
        boolean decimal = run.groups().size() == 2 && run.gaps().get(0).equals(".");
        return run.digits().charAt(0) != '0' && !decimal && (run.digits().length() >= 9 || !run.isBare());
    }

    private static boolean isAbroad(NumberRun run) {
        return run.digits().startsWith("00")
                && run.digits().charAt(2) != '0'
                && run.groups().get(0) >= 2
                && run.digits().length() >= 11;
    }

    /** A trunk 0, an area, a number: in groups, or as ten or eleven digits. */
    private static boolean isNational(NumberRun run) {
        boolean zip = run.groups().equals(List.of(5, 4));
        boolean outline =
                run.groups().equals(List.of(4, 4, 4)) && run.gaps().get(0).equals(".");
        if (zip || outline) {
            return false;
        }
        String digits = run.digits();
        if (digits.charAt(0) != '0' || digits.charAt(1) == '0' || "0123456789".startsWith(digits)) {
            return false;
        }
        if (run.isBare()) {
            return digits.length() == 10 || digits.length() == 11;
        }
        boolean area = run.groups().get(0) >= 2;
        boolean tail = run.groups().get(run.groups().size() - 1) >= 2;
        return area && tail && digits.length() >= 9 && digits.length() <= 12;
    }

    private static boolean isSpokenOf(List<String> before, List<String> after) {
        if (Surroundings.speakFor(before, Lexicon.PHONE, Lexicon.NOT_PHONE) || isOwnNumber(before)) {
            return true;
        }
        boolean other = Surroundings.speakFor(before, Lexicon.NOT_PHONE, Lexicon.PHONE);
        List<String> near = after.subList(0, Math.min(WORDS_AFTER, after.size()));
        return !other && Surroundings.speakFor(near, Lexicon.PHONE, Lexicon.NOT_PHONE);
    }

    /** "my number is": the words come nearest first. */
    private static boolean isOwnNumber(List<String> before) {
        for (int i = 0; i + 1 < before.size(); i++) {
            if (Lexicon.NUMBER.contains(before.get(i)) && Lexicon.OWN.contains(before.get(i + 1))) {
                return true;
            }
        }
        return false;
    }
}
