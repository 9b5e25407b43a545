package dev.attune.serving.text.jinja;

import java.util.List;

/** The words of a template, read one after the other. One owner. */
final class TokenStream {
    private final List<Token> tokens;
    private int position;

    /** Takes words of which the last is the end. */
    TokenStream(List<Token> tokens) {
        this.tokens = tokens;
    }

    Token current() {
        return tokens.get(position);
    }

    Token lookAhead() {
        return tokens.get(Math.min(position + 1, tokens.size() - 1));
    }

    Token next() {
        Token token = current();
        position = Math.min(position + 1, tokens.size() - 1);
        return token;
    }

    boolean skipOperator(String operator) {
        boolean isThere = current().isOperator(operator);
        if (isThere) {
            next();
        }
        return isThere;
    }

    boolean skipName(String name) {
        boolean isThere = current().isName(name);
        if (isThere) {
            next();
        }
        return isThere;
    }

    Token expect(Token.Kind kind) {
        if (!current().is(kind)) {
            throw unexpected(kind.description());
        }
        return next();
    }

    void expectOperator(String operator) {
        if (!skipOperator(operator)) {
            throw unexpected("'" + operator + "'");
        }
    }

    TemplateException unexpected(String expectation) {
        return error("expected " + expectation + ", found " + current().description());
    }

    TemplateException error(String what) {
        return new TemplateException(current().line(), "tag", what);
    }
}
