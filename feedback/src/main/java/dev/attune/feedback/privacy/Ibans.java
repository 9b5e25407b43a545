package dev.attune.feedback.privacy;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Bank accounts in the international form: a country, its length, mod 97. Groups may stand apart. */
final class Ibans implements Detector {
    private static final Map<String, Integer> LENGTHS = lengths(
            "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 FI18 FO18",
            "FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21",
            "LY25 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SC31 SE24 SI19 SK24 SM27",
            "ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20");

    @Override
    public void find(FoldedText text, Consumer<Finding> found) {
        for (int i = 0; i + 4 < text.length(); i++) {
            boolean begins = text.isAsciiLetter(i) && text.isAsciiLetter(i + 1) && !text.isWord(i - 1);
            if (begins && text.isDigit(i + 2) && text.isDigit(i + 3)) {
                int end = end(text, i);
                if (end > 0) {
                    found.accept(new Finding(PiiKind.IBAN, i, end));
                    i = end - 1;
                }
            }
        }
    }

    private static int end(FoldedText text, int start) {
        Integer length = LENGTHS.get(upper(text.substring(start, start + 2)));
        if (length == null) {
            return -1;
        }
        StringBuilder account = new StringBuilder(length);
        int at = start;
        while (account.length() < length) {
            if (account.length() > 0 && Mask.isSeparator(text.at(at))) {
                at++;
            }
            if (!text.isDigit(at) && !text.isAsciiLetter(at)) {
                return -1;
            }
            account.append(text.at(at++));
        }
        return !text.isWord(at) && CheckDigits.iban(upper(account.toString())) ? at : -1;
    }

    private static String upper(String text) {
        return text.toUpperCase(java.util.Locale.ROOT);
    }

    private static Map<String, Integer> lengths(String... lines) {
        Map<String, Integer> lengths = new HashMap<>();
        for (String entry : Lexicon.words(lines)) {
            lengths.put(entry.substring(0, 2), Integer.valueOf(entry.substring(2)));
        }
        return Map.copyOf(lengths);
    }
}
