package dev.attune.feedback.privacy;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** What follows {@code password=}, {@code "api_key": } or "my password is". */
final class Assignments implements Detector {
    /** How the value is given, from the surest sign to the weakest. */
    private enum Sign {
        QUOTED,
        TIGHT,
        LOOSE,
        NONE
    }

    private static final Set<String> PASSWORDS = Lexicon.words(
            "password passwd pwd passphrase passcode pw passwort kennwort contrasena senha wachtwoord haslo passe lösenord пароль 密码 パスワード");
    private static final Set<String> TOKENS =
            Lexicon.words("token secret apikey accesskey secretkey authkey credential credentials jwt pat");
    private static final Set<String> KEY_OF =
            Lexicon.words("api access secret private auth aws encryption client master account signing");
    /** Of all words above; most names are passed over by their last letter. */
    private static final String LAST_LETTERS = "ntylsp";

    private static final List<String> SAID =
            List.of(" is ", " was ", " lautet ", " ist ", " es ", " est ", " è ", " to ");
    private static final Set<String> NO_VALUES = Lexicon.words(
            "true false null none nil undefined string str int text required optional empty changeme xxx xxxx xxxxx todo example");
    private static final int LONGEST_NAME = 64;
    private static final int LONGEST_VALUE = 256;
    private static final int SHORTEST_TOKEN = 8;
    private static final int SHORTEST_SAID_TOKEN = 16;

    @Override
    public void find(FoldedText text, Consumer<Finding> found) {
        String before = "";
        for (int i = 0; i < text.length(); i++) {
            if (!Character.isLetter(text.at(i))) {
                continue;
            }
            int end = i;
            while (Character.isLetter(text.at(end)) || text.isWord(end) || text.at(end) == '-') {
                end++;
            }
            String name = end - i > LONGEST_NAME
                    ? ""
                    : Surroundings.plain(text.lower().substring(i, end));
            boolean password = isPassword(name);
            if (password || isToken(name, before)) {
                value(text, end, password, found);
            }
            before = name;
            i = end;
        }
    }

    private static boolean isPassword(String name) {
        String last = name.substring(Math.max(name.lastIndexOf('_'), name.lastIndexOf('-')) + 1);
        return PASSWORDS.contains(last)
                || last.endsWith("password")
                || last.endsWith("passwort")
                || PASSWORDS.contains(name);
    }

    private static boolean isToken(String name, String before) {
        if (name.isEmpty() || LAST_LETTERS.indexOf(name.charAt(name.length() - 1)) < 0) {
            return false;
        }
        String flat = name.replace("_", "").replace("-", "");
        boolean key = flat.equals("key") && KEY_OF.contains(before);
        boolean keyName = flat.endsWith("key") && KEY_OF.stream().anyMatch(flat::contains);
        return key || keyName || TOKENS.stream().anyMatch(flat::endsWith);
    }

    private static void value(FoldedText text, int nameEnd, boolean password, Consumer<Finding> found) {
        int at = nameEnd;
        at += isQuote(text.at(at)) ? 1 : 0;
        int sign = skipSpaces(text, at);
        int from = afterSign(text, sign);
        boolean assigned = from > 0;
        boolean tight = assigned && text.at(from - 1) == '=' && sign == at;
        if (!assigned) {
            from = afterSaid(text, nameEnd);
        }
        boolean said = from > 0;
        from = skipSpaces(text, said ? from : nameEnd);
        if (!said && from == nameEnd) {
            return;
        }
        boolean quoted = said && isQuote(text.at(from));
        int end = quoted ? quoteEnd(text, from) : plainEnd(text, from);
        from += quoted ? 1 : 0;
        Sign how = quoted && assigned ? Sign.QUOTED : tight ? Sign.TIGHT : assigned ? Sign.LOOSE : Sign.NONE;
        if (end > from && isValue(text, from, end, how, said) && fits(text.substring(from, end), password, how, said)) {
            found.accept(new Finding(PiiKind.SECRET, from, end));
        }
    }

    private static boolean fits(String value, boolean password, Sign how, boolean said) {
        if (!password) {
            int shortest = how == Sign.NONE ? SHORTEST_SAID_TOKEN : SHORTEST_TOKEN;
            return value.length() >= shortest && Tokens.looksRandom(value);
        }
        boolean odd = value.chars().anyMatch(c -> Character.isDigit(c) || "!@#$%^&*+?~".indexOf(c) >= 0);
        return switch (how) {
            case QUOTED, TIGHT -> value.length() >= 3;
            case LOOSE -> value.length() >= 4 && odd;
            case NONE -> value.length() >= 4 && odd && (said || (value.length() >= 6 && isVaried(value)));
        };
    }

    private static boolean isVaried(String value) {
        boolean digit = value.chars().anyMatch(Character::isDigit);
        boolean letter = value.chars().anyMatch(Character::isLetter);
        return digit && letter;
    }

    /** Not the name of something else: a call, a variable, a placeholder, a type. */
    private static boolean isValue(FoldedText text, int from, int end, Sign how, boolean said) {
        String value = text.lower().substring(from, end);
        char first = value.charAt(0);
        boolean call = how != Sign.QUOTED
                && (("([".indexOf(text.at(end)) >= 0 && end < text.length())
                        || value.indexOf('(') >= 0
                        || value.indexOf('[') >= 0);
        boolean placeholder = "$<{%[".indexOf(first) >= 0
                || value.contains("your")
                || value.contains("password")
                || value.contains("passwd")
                || NO_VALUES.contains(value)
                || PASSWORDS.contains(value)
                || value.chars().allMatch(c -> c == '*' || c == '.' || c == 'x' || c == '-');
        return !call && !placeholder && !(how == Sign.NONE && !said && first == '-');
    }

    private static int afterSign(FoldedText text, int at) {
        for (String sign : List.of(":=", "=>", "=", ":", "：")) {
            if (text.startsWith(sign, at)) {
                boolean comparison = text.at(at + 1) == '=' && !sign.equals(":=");
                return comparison ? -1 : at + sign.length();
            }
        }
        return -1;
    }

    private static int afterSaid(FoldedText text, int at) {
        for (String said : SAID) {
            if (text.startsWith(said, at)) {
                return at + said.length();
            }
        }
        return -1;
    }

    private static int skipSpaces(FoldedText text, int at) {
        int end = at;
        while (end - at < 4 && (text.at(end) == ' ' || text.at(end) == '\t')) {
            end++;
        }
        return end;
    }

    private static int quoteEnd(FoldedText text, int quote) {
        for (int i = quote + 1; i < quote + LONGEST_VALUE; i++) {
            if (text.at(i) == text.at(quote) || text.at(i) == '\n' || i >= text.length()) {
                return i < text.length() && text.at(i) == text.at(quote) ? i : -1;
            }
        }
        return -1;
    }

    private static int plainEnd(FoldedText text, int from) {
        int end = from;
        while (end < text.length()
                && end - from < LONGEST_VALUE
                && text.at(end) > ' '
                && "\"'`<>,;)]}|…".indexOf(text.at(end)) < 0) {
            end++;
        }
        while (end > from && ".:?".indexOf(text.at(end - 1)) >= 0) {
            end--;
        }
        return end;
    }

    private static boolean isQuote(char c) {
        return c == '"' || c == '\'' || c == '`';
    }
}
