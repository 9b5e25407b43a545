package dev.attune.serving.text.jinja;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts the inside of a tag into words and keeps count of its brackets. */
final class TagLexer {
    private static final int FLAGS = Pattern.CASE_INSENSITIVE;
    private static final Pattern REAL = Pattern.compile(
            "(?<!\\.)(?:\\d+_)*\\d+(?:(?:\\.(?:\\d+_)*\\d+)?e[+-]?(?:\\d+_)*\\d+|\\.(?:\\d+_)*\\d+)", FLAGS);
    private static final Pattern INTEGER =
            Pattern.compile("0b(?:_?[01])+|0o(?:_?[0-7])+|0x(?:_?[\\da-f])+|[1-9](?:_?\\d)*|0(?:_?0)*", FLAGS);
    private static final Pattern NAME = Pattern.compile("\\w+", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern OPERATOR = Pattern.compile("\\*\\*|//|==|!=|<=|>=|[-+/*%~\\[\\](){}<>=.:|,;]");
    private static final String OPENING = "([{";
    private static final String CLOSING = ")]}";

    private final String source;
    private final List<Token> tokens;
    private final Deque<Character> open = new ArrayDeque<>();

    TagLexer(String source, List<Token> tokens) {
        this.source = source;
        this.tokens = tokens;
    }

    boolean isBalanced() {
        return open.isEmpty();
    }

    /** Reads a word, or white space, at a position; says where the next begins. */
    int next(int position, int line) {
        char c = source.charAt(position);
        if (Characters.isSpace(c)) {
            return position + 1;
        }
        if (c == '"' || c == '\'') {
            return string(position, line);
        }
        int end = match(REAL, Token.Kind.REAL, position, line);
        end = end > 0 ? end : match(INTEGER, Token.Kind.INTEGER, position, line);
        end = end > 0 ? end : match(NAME, Token.Kind.NAME, position, line);
        end = end > 0 ? end : match(OPERATOR, Token.Kind.OPERATOR, position, line);
        if (end <= 0) {
            throw new TemplateException(
                    line, "tag", "unexpected character '" + Character.toString(source.codePointAt(position)) + "'");
        }
        return end;
    }

    private int match(Pattern pattern, Token.Kind kind, int position, int line) {
        Matcher matcher =
                pattern.matcher(source).region(position, source.length()).useTransparentBounds(true);
        if (!matcher.lookingAt()) {
            return 0;
        }
        if (kind == Token.Kind.OPERATOR) {
            balance(matcher.group().charAt(0), line);
        }
        tokens.add(new Token(kind, matcher.group(), line));
        return matcher.end();
    }

    private void balance(char bracket, int line) {
        if (OPENING.indexOf(bracket) >= 0) {
            open.push(CLOSING.charAt(OPENING.indexOf(bracket)));
        } else if (CLOSING.indexOf(bracket) >= 0 && (open.isEmpty() || open.pop() != bracket)) {
            throw new TemplateException(line, "tag", "unexpected '" + bracket + "'");
        }
    }

    private int string(int start, int line) {
        char quote = source.charAt(start);
        int end = start + 1;
        while (end < source.length() && source.charAt(end) != quote) {
            end += source.charAt(end) == '\\' ? 2 : 1;
        }
        if (end >= source.length()) {
            throw new TemplateException(line, "tag", "text in quotes is never closed");
        }
        tokens.add(new Token(Token.Kind.STRING, Escapes.resolve(source.substring(start + 1, end), line), line));
        return end + 1;
    }
}
