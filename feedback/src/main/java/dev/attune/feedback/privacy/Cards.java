package dev.attune.feedback.privacy;

import java.util.function.Consumer;

/** Payment cards: a range that issuers use, a length that goes with it, Luhn. Digits may stand apart. */
final class Cards implements Detector {
    private static final int SHORTEST = 13;
    private static final int LONGEST = 19;
    private static final int WIDEST_GAP = 2;

    @Override
    public void find(FoldedText text, Consumer<Finding> found) {
        for (int i = 0; i < text.length(); i++) {
            if (text.isDigit(i) && !text.isWord(i - 1) && !continuesNumber(text, i)) {
                int end = cardEnd(text, i);
                if (end > 0) {
                    found.accept(new Finding(PiiKind.CARD, i, end));
                    i = end;
                }
            }
        }
    }

    /** 3.14159…: what follows a digit and a dot, dash or slash is the middle of something. */
    private static boolean continuesNumber(FoldedText text, int at) {
        char before = text.at(at - 1);
        return (before == '.' || before == '-' || before == ',') && text.isDigit(at - 2);
    }

    private static boolean numberGoesOn(FoldedText text, int end) {
        char after = text.at(end);
        return (after == '.' || after == '-' || after == ',') && text.isDigit(end + 1);
    }

    private static int cardEnd(FoldedText text, int start) {
        StringBuilder digits = new StringBuilder(LONGEST);
        int end = -1;
        for (int at = start; digits.length() < LONGEST; ) {
            if (!text.isDigit(at)) {
                int next = skipGap(text, at);
                if (next < 0) {
                    break;
                }
                at = next;
            }
            digits.append(text.at(at++));
            if (!text.isWord(at) && !numberGoesOn(text, at) && isCard(digits)) {
                end = at;
            }
        }
        return end;
    }

    private static int skipGap(FoldedText text, int at) {
        for (int gap = 1; gap <= WIDEST_GAP; gap++) {
            if (!Mask.isSeparator(text.at(at + gap - 1))) {
                return -1;
            }
            if (text.isDigit(at + gap)) {
                return at + gap;
            }
        }
        return -1;
    }

    private static boolean isCard(CharSequence digits) {
        return digits.length() >= SHORTEST && isIssued(digits) && CheckDigits.luhn(digits);
    }

    private static boolean isIssued(CharSequence digits) {
        int length = digits.length();
        int four = Integer.parseInt(digits, 0, 4, 10);
        return switch (four / 1000) {
            case 4 -> length == 13 || length == 16 || length == 19;
            case 3 ->
                (four / 100 == 34 || four / 100 == 37)
                        ? length == 15
                        : (four >= 3528 && four <= 3589) ? length == 16 : isDiners(four) && length == 14;
            case 5 -> four >= 5100 && four <= 5599 && length == 16;
            case 2 -> four >= 2200 && four <= 2720 && length == 16;
            case 6 ->
                four / 100 == 62 ? length >= 16 : (four == 6011 || (four >= 6440 && four <= 6599)) && length == 16;
            default -> false;
        };
    }

    private static boolean isDiners(int four) {
        return (four >= 3000 && four <= 3059) || four / 100 == 36 || four / 100 == 38;
    }
}
