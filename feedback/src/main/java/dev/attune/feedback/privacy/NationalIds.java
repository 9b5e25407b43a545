package dev.attune.feedback.privacy;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Numbers that states give to people: shapes, check digits, and where those say too little, a word that must stand near. */
final class NationalIds implements Detector {
    /**
     * @param words one of these must stand near; none needed if empty
     */
    private record Rule(Mask mask, Predicate<CharSequence> valid, Set<String> words) {}

    private static final int NEAR = 4;
    private static final Set<String> NONE = Set.of();
    private static final Set<String> US = Lexicon.words("ssn social security ss");
    private static final Set<String> DUTCH = Lexicon.words("bsn burgerservicenummer sofinummer sofi nummer");
    private static final Set<String> CANADIAN = Lexicon.words("sin social insurance nas");
    private static final Set<String> INDIAN = Lexicon.words("aadhaar aadhar adhaar uidai uid आधार");
    private static final Set<String> BRAZILIAN = Lexicon.words("cpf");

    /** Words for these numbers, after which "id" or "number" is no sign of an order. */
    private static final Set<String> TAX_AND_PENSION =
            Lexicon.words("ssn social nino dni nie nir steuer pesel cpf aadhaar ahv fiscale ni");

    private static final List<Rule> RULES = List.of(
            rule("###-##-####", CheckDigits::american, NONE),
            rule("###~##~####", CheckDigits::american, US),
            rule("AA~##~##~##~A", CheckDigits::british, NONE),
            rule("##~###~###~###", CheckDigits::germanTax, NONE),
            rule("#~##~##~**~###~###~##", CheckDigits::french, NONE),
            rule("########~A", CheckDigits::spanish, NONE),
            rule("##.###.###~A", CheckDigits::spanish, NONE),
            rule("X~#######~A", CheckDigits::spanish, NONE),
            rule("Y~#######~A", CheckDigits::spanish, NONE),
            rule("Z~#######~A", CheckDigits::spanish, NONE),
            rule("AAA~AAA~##A##~A###A", CheckDigits::italian, NONE),
            rule("#########", CheckDigits::dutch, DUTCH),
            rule("####.##.###", CheckDigits::dutch, DUTCH),
            rule("###~###~###", CheckDigits::dutch, DUTCH),
            rule("###########", CheckDigits::polish, NONE),
            rule("###.###.###-##", CheckDigits::brazilian, NONE),
            rule("###~###~###~##", CheckDigits::brazilian, BRAZILIAN),
            rule("N### #### ####", CheckDigits::verhoeff, NONE),
            rule("N###-####-####", CheckDigits::verhoeff, NONE),
            rule("N###~####~####", CheckDigits::verhoeff, INDIAN),
            rule("#################*", CheckDigits::chinese, NONE),
            rule("######-####", CheckDigits::swedish, NONE),
            rule("######-###*", CheckDigits::finnish, NONE),
            rule("######A###*", NationalIds::finnishFrom2000, NONE),
            rule("756~####~####~##", CheckDigits::ean13, NONE),
            rule("##.##.##-###.##", CheckDigits::belgian, NONE),
            rule("###~###~###", CheckDigits::luhn, CANADIAN));

    @Override
    public void find(FoldedText text, Consumer<Finding> found) {
        for (int i = 0; i < text.length(); i++) {
            if ((text.isDigit(i) || text.isAsciiLetter(i)) && begins(text, i)) {
                int end = end(text, i);
                if (end > 0) {
                    found.accept(new Finding(PiiKind.ID, i, end));
                    i = end - 1;
                }
            }
        }
    }

    private static int end(FoldedText text, int start) {
        for (Rule rule : RULES) {
            int end = rule.mask().match(text, start);
            if (end > 0 && !numberGoesOn(text, end) && rule.valid().test(compact(text.substring(start, end)))) {
                List<String> before = Surroundings.before(text, start);
                boolean named = Surroundings.speakFor(before, rule.words(), NONE);
                boolean other = Surroundings.speakFor(before, Lexicon.NOT_PHONE, NONE)
                        && before.stream().limit(NEAR).noneMatch(TAX_AND_PENSION::contains);
                if (rule.words().isEmpty() ? !other : named) {
                    return end;
                }
            }
        }
        return -1;
    }

    private static boolean begins(FoldedText text, int at) {
        boolean afterNumber = Mask.isSeparator(text.at(at - 1)) && text.isDigit(at - 2) && text.isDigit(at);
        return !text.isWord(at - 1) && !afterNumber;
    }

    private static boolean numberGoesOn(FoldedText text, int end) {
        return Mask.isSeparator(text.at(end)) && text.isDigit(end + 1);
    }

    private static boolean finnishFrom2000(CharSequence text) {
        return text.charAt(6) == 'A' && CheckDigits.finnish(new StringBuilder(text).deleteCharAt(6));
    }

    private static String compact(String text) {
        StringBuilder compact = new StringBuilder(text.length());
        for (char c : text.toUpperCase(Locale.ROOT).toCharArray()) {
            if (Character.isLetterOrDigit(c)) {
                compact.append(c);
            }
        }
        return compact.toString();
    }

    private static Rule rule(String shape, Predicate<CharSequence> valid, Set<String> words) {
        return new Rule(new Mask(shape), valid, words);
    }
}
