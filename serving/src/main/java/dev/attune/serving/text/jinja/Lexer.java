package dev.attune.serving.text.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a template into words. White space around tags goes as chat templates have it: the first line end after a block tag
 * is dropped ({@code trim_blocks}), so are blanks before a block tag that begins its line ({@code lstrip_blocks}), and
 * {@code -} or {@code +} beside a delimiter strip all or nothing.
 */
final class Lexer {
    private static final int UNICODE = Pattern.UNICODE_CHARACTER_CLASS;
    private static final Pattern BEGIN = Pattern.compile("\\{[{%#]");
    private static final Pattern RAW = Pattern.compile("\\{%[-+]?\\s*raw\\s*(?:-%}\\s*|%})", UNICODE);
    private static final Pattern END_RAW =
            Pattern.compile("\\{%([-+]?)\\s*endraw\\s*(?:\\+%}|-%}\\s*|%}\\n?)", UNICODE);
    private static final Pattern COMMENT_END = Pattern.compile("\\+#}|-#}\\s*|#}\\n?", UNICODE);
    private static final Pattern TAG_END = Pattern.compile("\\+%}|-%}\\s*|%}\\n?", UNICODE);
    private static final Pattern PRINT_END = Pattern.compile("-}}\\s*|}}", UNICODE);

    private final String source;
    private final List<Token> tokens = new ArrayList<>();
    private int position;
    private int line = 1;
    private boolean lineStarting = true;

    private Lexer(String source) {
        String lines = source.replace("\r\n", "\n").replace('\r', '\n');
        this.source = lines.endsWith("\n") ? lines.substring(0, lines.length() - 1) : lines;
    }

    static List<Token> tokens(String source) {
        Lexer lexer = new Lexer(source);
        while (lexer.position < lexer.source.length()) {
            lexer.next();
        }
        lexer.add(Token.Kind.END, "");
        return lexer.tokens;
    }

    private void next() {
        Matcher begin = BEGIN.matcher(source);
        if (!begin.find(position)) {
            text(source.substring(position), "+");
            advance(source.length());
            return;
        }
        char kind = source.charAt(begin.start() + 1);
        String sign = sign(begin.end());
        text(source.substring(position, begin.start()), kind == '{' && sign.isEmpty() ? "+" : sign);
        advance(begin.start());
        Matcher raw = RAW.matcher(source).region(position, source.length());
        if (kind == '%' && raw.lookingAt()) {
            raw(raw);
            return;
        }
        advance(begin.end() + sign.length());
        switch (kind) {
            case '#' -> comment();
            case '%' -> tag(Token.Kind.TAG_BEGIN, Token.Kind.TAG_END, TAG_END);
            default -> tag(Token.Kind.PRINT_BEGIN, Token.Kind.PRINT_END, PRINT_END);
        }
    }

    private String sign(int at) {
        return source.startsWith("-", at) || source.startsWith("+", at) ? source.substring(at, at + 1) : "";
    }

    /** Adds the text before a tag, stripped as the tag's sign says: all white space, none, or what indents the tag. */
    private void text(String text, String sign) {
        int end = text.length();
        if (sign.equals("-")) {
            end = Texts.strip(text, "", false, true).length();
        } else if (sign.isEmpty()) {
            int lineStart = text.lastIndexOf('\n') + 1;
            boolean isAlone = lineStart > 0 || lineStarting;
            end = isAlone
                            && Texts.strip(text.substring(lineStart), "", true, true)
                                    .isEmpty()
                    ? lineStart
                    : end;
        }
        if (end > 0) {
            add(Token.Kind.TEXT, text.substring(0, end));
        }
    }

    private void raw(Matcher begin) {
        advance(begin.end());
        Matcher end = END_RAW.matcher(source);
        if (!end.find(position)) {
            throw new TemplateException(line, "{% raw %}", "is never closed");
        }
        text(source.substring(position, end.start()), end.group(1));
        advance(end.end());
    }

    private void comment() {
        Matcher end = COMMENT_END.matcher(source);
        if (!end.find(position)) {
            throw new TemplateException(line, "{# #}", "is never closed");
        }
        advance(end.end());
    }

    private void tag(Token.Kind begin, Token.Kind close, Pattern end) {
        add(begin, "");
        int from = tokens.size();
        TagLexer words = new TagLexer(source, tokens);
        Matcher closing = end.matcher(source);
        while (position < source.length()) {
            if (words.isBalanced() && closing.region(position, source.length()).lookingAt()) {
                add(close, "");
                advance(closing.end());
                return;
            }
            advance(words.next(position, line));
        }
        throw new TemplateException(
                from < tokens.size() ? tokens.get(from).line() : line,
                begin.description() + " " + close.description(),
                "is never closed");
    }

    private void advance(int to) {
        for (int i = position; i < to; i++) {
            line += source.charAt(i) == '\n' ? 1 : 0;
        }
        lineStarting = to == position ? lineStarting : source.charAt(to - 1) == '\n';
        position = to;
    }

    private void add(Token.Kind kind, String text) {
        tokens.add(new Token(kind, text, line));
    }
}
