package dev.attune.serving.text.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what operators join, by recursive descent: one method for each level of precedence. */
final class ExpressionParser {
    private static final int DEEPEST = 200;
    private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");

    private final TokenStream stream;
    private final OperandParser operands;
    private int depth;

    ExpressionParser(TokenStream stream) {
        this.stream = stream;
        this.operands = new OperandParser(stream, this);
    }

    /** Starts to collect the names that are read, in place of what was collected into, which is given back. */
    Set<String> collectInto(Set<String> names) {
        return operands.collectInto(names);
    }

    /** Filters one after the other, the first of which needs no bar before it. */
    Expression filters(Expression subject) {
        return operands.filters(subject);
    }

    /** An expression, or several with commas between them: a tuple. */
    Expression tuple() {
        return tuple(true);
    }

    /** Several with commas between them, none of which is a condition: that would belong to the loop. */
    Expression loopElements() {
        return tuple(false);
    }

    private Expression tuple(boolean conditional) {
        Expression first = conditional ? expression() : or();
        if (!stream.current().isOperator(",")) {
            return first;
        }
        List<Expression> items = new ArrayList<>(List.of(first));
        while (stream.skipOperator(",") && !isTupleEnd()) {
            items.add(conditional ? expression() : or());
        }
        return new Expression.TupleOf(List.copyOf(items));
    }

    private boolean isTupleEnd() {
        Token token = stream.current();
        return token.is(Token.Kind.PRINT_END)
                || token.is(Token.Kind.TAG_END)
                || token.isOperator(")")
                || token.isName("recursive");
    }

    Expression expression() {
        if (++depth > DEEPEST) {
            throw stream.error("expressions are nested deeper than " + DEEPEST);
        }
        Expression value = or();
        while (stream.skipName("if")) {
            Expression condition = or();
            Expression otherwise = stream.skipName("else") ? expression() : null;
            value = new Expression.Conditional(condition, value, otherwise);
        }
        depth--;
        return value;
    }

    private Expression or() {
        Expression left = and();
        while (stream.skipName("or")) {
            left = new Expression.Or(left, and());
        }
        return left;
    }

    private Expression and() {
        Expression left = not();
        while (stream.skipName("and")) {
            left = new Expression.And(left, not());
        }
        return left;
    }

    private Expression not() {
        int negations = 0;
        while (stream.skipName("not")) {
            negations++;
        }
        Expression value = comparison();
        for (int i = 0; i < negations; i++) {
            value = new Expression.Not(value);
        }
        return value;
    }

    private Expression comparison() {
        Expression first = sum();
        List<String> operators = new ArrayList<>();
        List<Expression> others = new ArrayList<>();
        for (String operator = comparisonOperator(); operator != null; operator = comparisonOperator()) {
            operators.add(operator);
            others.add(sum());
        }
        return operators.isEmpty()
                ? first
                : new Expression.Comparisons(first, List.copyOf(operators), List.copyOf(others));
    }

    private @Nullable String comparisonOperator() {
        Token token = stream.current();
        if ((token.is(Token.Kind.OPERATOR) && COMPARISONS.contains(token.text())) || token.isName("in")) {
            return stream.next().text();
        }
        if (token.isName("not") && stream.lookAhead().isName("in")) {
            stream.next();
            stream.next();
            return "not in";
        }
        return null;
    }

    private Expression sum() {
        Expression left = concatenation();
        while (stream.current().isOperator("+") || stream.current().isOperator("-")) {
            left = new Expression.Binary(stream.next().text(), left, concatenation());
        }
        return left;
    }

    private Expression concatenation() {
        Expression first = product();
        if (!stream.current().isOperator("~")) {
            return first;
        }
        List<Expression> parts = new ArrayList<>(List.of(first));
        while (stream.skipOperator("~")) {
            parts.add(product());
        }
        return new Expression.Concatenation(List.copyOf(parts));
    }

    private Expression product() {
        Expression left = power();
        while (Set.of("*", "/", "//", "%").contains(stream.current().text())
                && stream.current().is(Token.Kind.OPERATOR)) {
            left = new Expression.Binary(stream.next().text(), left, power());
        }
        return left;
    }

    private Expression power() {
        Expression left = unary(true);
        while (stream.skipOperator("**")) {
            left = new Expression.Binary("**", left, unary(true));
        }
        return left;
    }

    private Expression unary(boolean filtered) {
        Expression value;
        if (stream.current().isOperator("-") || stream.current().isOperator("+")) {
            if (++depth > DEEPEST) {
                throw stream.error("expressions are nested deeper than " + DEEPEST);
            }
            value = new Expression.Sign(stream.next().text().equals("-"), unary(false));
            depth--;
        } else {
            value = operands.primary();
        }
        value = operands.postfix(value);
        return filtered ? operands.filtersAndTests(value) : value;
    }
}
