package dev.attune.serving.text.jinja;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what operators join: names and literals, and the subscripts, calls, filters and tests that follow them. */
final class OperandParser {
    private static final Expression ABSENT = new Expression.Literal(None.NONE);
    private static final int LONGEST_NUMBER = 1000;
    /** Names that cannot be what a test is given without brackets. */
    private static final Set<String> NO_ARGUMENTS = Set.of("else", "or", "and", "if", "in", "not", "is", "recursive");

    private final TokenStream stream;
    private final ExpressionParser expressions;
    private Set<String> mentions = new HashSet<>();

    OperandParser(TokenStream stream, ExpressionParser expressions) {
        this.stream = stream;
        this.expressions = expressions;
    }

    /** Starts to collect the names that are read, in place of what was collected into, which is given back. */
    Set<String> collectInto(Set<String> names) {
        Set<String> former = mentions;
        mentions = names;
        return former;
    }

    Expression primary() {
        Token token = stream.next();
        return switch (token.kind()) {
            case NAME -> name(token.text());
            case STRING -> string(token.text());
            case INTEGER -> integer(token.text());
            case REAL -> new Expression.Literal(Double.valueOf(token.text().replace("_", "")));
            case OPERATOR -> bracket(token);
            default ->
                throw new TemplateException(token.line(), "tag", "expected a value, found " + token.description());
        };
    }

    private Expression name(String name) {
        return switch (name) {
            case "true", "True" -> new Expression.Literal(true);
            case "false", "False" -> new Expression.Literal(false);
            case "none", "None" -> ABSENT;
            default -> {
                mentions.add(name);
                yield new Expression.Name(name);
            }
        };
    }

    private Expression string(String first) {
        StringBuilder text = new StringBuilder(first);
        while (stream.current().is(Token.Kind.STRING)) {
            text.append(stream.next().text());
        }
        return new Expression.Literal(text.toString());
    }

    private Expression integer(String written) {
        if (written.length() > LONGEST_NUMBER) {
            throw stream.error("a number has more than " + LONGEST_NUMBER + " digits");
        }
        String digits = written.replace("_", "").toLowerCase(Locale.ROOT);
        int radix = digits.startsWith("0x") ? 16 : digits.startsWith("0o") ? 8 : digits.startsWith("0b") ? 2 : 10;
        BigInteger value = new BigInteger(radix == 10 ? digits : digits.substring(2), radix);
        return new Expression.Literal(Arithmetic.narrow(value));
    }

    private Expression bracket(Token token) {
        return switch (token.text()) {
            case "(" -> parenthesised();
            case "[" -> new Expression.ListOf(listItems());
            case "{" -> dict();
            default -> throw new TemplateException(token.line(), "tag", "unexpected " + token.description());
        };
    }

    private Expression parenthesised() {
        if (stream.skipOperator(")")) {
            return new Expression.TupleOf(List.of());
        }
        Expression inside = expressions.tuple();
        stream.expectOperator(")");
        return inside;
    }

    private List<Expression> listItems() {
        List<Expression> items = new ArrayList<>();
        while (!stream.skipOperator("]")) {
            items.add(expressions.expression());
            if (!stream.current().isOperator("]")) {
                stream.expectOperator(",");
            }
        }
        return List.copyOf(items);
    }

    private Expression dict() {
        List<Expression> keys = new ArrayList<>();
        List<Expression> values = new ArrayList<>();
        while (!stream.skipOperator("}")) {
            keys.add(expressions.expression());
            stream.expectOperator(":");
            values.add(expressions.expression());
            if (!stream.current().isOperator("}")) {
                stream.expectOperator(",");
            }
        }
        return new Expression.DictOf(List.copyOf(keys), List.copyOf(values));
    }

    Expression postfix(Expression owner) {
        Expression value = owner;
        while (true) {
            if (stream.skipOperator(".")) {
                value = attribute(value);
            } else if (stream.skipOperator("[")) {
                value = subscript(value);
            } else if (stream.current().isOperator("(")) {
                value = new Expression.Call(value, passed());
            } else {
                return value;
            }
        }
    }

    private Expression attribute(Expression owner) {
        if (stream.current().is(Token.Kind.INTEGER)) {
            return new Expression.Item(owner, integer(stream.next().text()));
        }
        return new Expression.Attribute(owner, stream.expect(Token.Kind.NAME).text());
    }

    private Expression subscript(Expression owner) {
        Expression start = stream.current().isOperator(":") ? ABSENT : tupleKey();
        if (stream.skipOperator("]")) {
            return new Expression.Item(owner, start);
        }
        stream.expectOperator(":");
        Expression stop = sliceBound();
        Expression step = stream.skipOperator(":") ? sliceBound() : ABSENT;
        stream.expectOperator("]");
        return new Expression.Part(owner, start, stop, step);
    }

    private Expression tupleKey() {
        Expression first = expressions.expression();
        if (!stream.current().isOperator(",")) {
            return first;
        }
        List<Expression> parts = new ArrayList<>(List.of(first));
        while (stream.skipOperator(",")) {
            parts.add(expressions.expression());
        }
        return new Expression.TupleOf(List.copyOf(parts));
    }

    private Expression sliceBound() {
        boolean isAbsent = stream.current().isOperator(":") || stream.current().isOperator("]");
        return isAbsent ? ABSENT : expressions.expression();
    }

    private Expression.Passed passed() {
        stream.expectOperator("(");
        List<Expression> positional = new ArrayList<>();
        Map<String, Expression> named = new LinkedHashMap<>();
        Expression morePositional = null;
        Expression moreNamed = null;
        while (!stream.skipOperator(")")) {
            if (stream.skipOperator("**")) {
                moreNamed = once(moreNamed, expressions.expression());
            } else if (stream.skipOperator("*")) {
                morePositional = once(morePositional, expressions.expression());
            } else if (stream.current().is(Token.Kind.NAME)
                    && stream.lookAhead().isOperator("=")) {
                String name = stream.next().text();
                stream.next();
                named.put(name, expressions.expression());
            } else if (named.isEmpty() && morePositional == null && moreNamed == null) {
                positional.add(expressions.expression());
            } else {
                throw stream.error("an argument without a name follows one with a name");
            }
            if (!stream.current().isOperator(")")) {
                stream.expectOperator(",");
            }
        }
        return new Expression.Passed(List.copyOf(positional), named, morePositional, moreNamed);
    }

    private Expression once(@Nullable Expression former, Expression now) {
        if (former != null) {
            throw stream.error("a call takes * and ** once");
        }
        return now;
    }

    Expression filtersAndTests(Expression subject) {
        Expression value = subject;
        while (true) {
            if (stream.skipOperator("|")) {
                value = filter(value);
            } else if (stream.skipName("is")) {
                value = test(value);
            } else if (stream.current().isOperator("(")) {
                value = new Expression.Call(value, passed());
            } else {
                return value;
            }
        }
    }

    /** Filters one after the other, the first of which needs no bar before it. */
    Expression filters(Expression subject) {
        Expression value = filter(subject);
        while (stream.skipOperator("|")) {
            value = filter(value);
        }
        return value;
    }

    private Expression filter(Expression subject) {
        String name = dottedName();
        return new Expression.Filter(
                subject, name, stream.current().isOperator("(") ? passed() : Expression.Passed.NOTHING);
    }

    private Expression test(Expression subject) {
        boolean negated = stream.skipName("not");
        String name = dottedName();
        Expression.Passed passed = Expression.Passed.NOTHING;
        if (stream.current().isOperator("(")) {
            passed = passed();
        } else if (stream.current().isName("is")) {
            throw stream.error("tests cannot be chained");
        } else if (isTestArgument()) {
            passed = new Expression.Passed(List.of(postfix(primary())), Map.of(), null, null);
        }
        Expression test = new Expression.Test(subject, name, passed);
        return negated ? new Expression.Not(test) : test;
    }

    private boolean isTestArgument() {
        Token token = stream.current();
        return switch (token.kind()) {
            case NAME -> !NO_ARGUMENTS.contains(token.text());
            case STRING, INTEGER, REAL -> true;
            default -> token.isOperator("[") || token.isOperator("{");
        };
    }

    private String dottedName() {
        StringBuilder name = new StringBuilder(stream.expect(Token.Kind.NAME).text());
        while (stream.skipOperator(".")) {
            name.append('.').append(stream.expect(Token.Kind.NAME).text());
        }
        return name.toString();
    }
}
