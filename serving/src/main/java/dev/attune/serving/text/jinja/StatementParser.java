package dev.attune.serving.text.jinja;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the statements of a template. */
final class StatementParser {
    private static final int DEEPEST = 100;
    private static final Set<String> OTHER_TEMPLATES = Set.of("include", "import", "from", "extends", "block");

    private final TokenStream stream;
    private final ExpressionParser expressions;
    private int depth;
    private int loops;
    private boolean sawGeneration;

    StatementParser(TokenStream stream) {
        this.stream = stream;
        this.expressions = new ExpressionParser(stream);
    }

    Body parse() {
        Body body = body(Set.of());
        if (!stream.current().is(Token.Kind.END)) {
            throw stream.unexpected(Token.Kind.END.description());
        }
        return body;
    }

    boolean sawGeneration() {
        return sawGeneration;
    }

    /** Reads up to a tag of one of these names, and that tag's name is what comes next. */
    private Body body(Set<String> ends) {
        int line = stream.current().line();
        List<Statement> statements = new ArrayList<>();
        while (true) {
            Token token = stream.current();
            if (token.is(Token.Kind.END)) {
                if (!ends.isEmpty()) {
                    throw new TemplateException(
                            line, "block", "is never closed by {% " + String.join(" %} or {% ", ends) + " %}");
                }
                return new Body(List.copyOf(statements));
            }
            stream.next();
            if (token.is(Token.Kind.TEXT)) {
                statements.add(new Statement.Text(token.line(), token.text()));
            } else if (token.is(Token.Kind.PRINT_BEGIN)) {
                statements.add(new Statement.Print(token.line(), expressions.tuple()));
                stream.expect(Token.Kind.PRINT_END);
            } else if (stream.current().is(Token.Kind.NAME)
                    && ends.contains(stream.current().text())) {
                return new Body(List.copyOf(statements));
            } else {
                statements.add(statement(token.line()));
            }
        }
    }

    /** Reads a body and the tag that ends it. */
    private Body bodyUntil(String end) {
        Body body = body(Set.of(end));
        closeTag();
        return body;
    }

    /** Drops the name of a tag that has nothing else in it. */
    private void closeTag() {
        stream.next();
        stream.expect(Token.Kind.TAG_END);
    }

    private Statement statement(int line) {
        if (++depth > DEEPEST) {
            throw stream.error("blocks are nested deeper than " + DEEPEST);
        }
        String name = stream.expect(Token.Kind.NAME).text();
        Statement statement =
                switch (name) {
                    case "if" -> ifStatement(line);
                    case "for" -> forLoop(line);
                    case "set" -> set(line);
                    case "with" -> with(line);
                    case "macro" -> macro(line);
                    case "call" -> callBlock(line);
                    case "filter" -> filterBlock(line);
                    case "generation" -> generation(line);
                    case "print" -> print(line);
                    case "break" -> jump(line, Statement.Flow.BREAK);
                    case "continue" -> jump(line, Statement.Flow.CONTINUE);
                    default -> throw new TemplateException(line, "{% " + name + " %}", refusal(name));
                };
        depth--;
        return statement;
    }

    private static String refusal(String name) {
        return OTHER_TEMPLATES.contains(name) ? "a chat template stands alone, others cannot be used" : "unknown tag";
    }

    private Statement ifStatement(int line) {
        Expression condition = expressions.tuple();
        stream.expect(Token.Kind.TAG_END);
        Body then = body(Set.of("elif", "else", "endif"));
        Token end = stream.next();
        Body otherwise = Body.EMPTY;
        if (end.isName("elif")) {
            otherwise = new Body(List.of(ifStatement(end.line())));
            return new Statement.If(line, condition, then, otherwise);
        }
        stream.expect(Token.Kind.TAG_END);
        if (end.isName("else")) {
            otherwise = bodyUntil("endif");
        }
        return new Statement.If(line, condition, then, otherwise);
    }

    private Statement forLoop(int line) {
        Target target = targets(false);
        if (!stream.skipName("in")) {
            throw stream.unexpected("'in'");
        }
        Expression elements = expressions.loopElements();
        Expression filter = stream.skipName("if") ? expressions.expression() : null;
        boolean recursive = stream.skipName("recursive");
        stream.expect(Token.Kind.TAG_END);
        loops++;
        Body body = body(Set.of("else", "endfor"));
        loops--;
        boolean hasElse = stream.next().isName("else");
        stream.expect(Token.Kind.TAG_END);
        Body otherwise = hasElse ? bodyUntil("endfor") : Body.EMPTY;
        return new ForLoop(line, target, elements, filter, recursive, body, otherwise);
    }

    private Statement set(int line) {
        Target target = targets(true);
        if (stream.skipOperator("=")) {
            Expression value = expressions.tuple();
            stream.expect(Token.Kind.TAG_END);
            return new Statement.Set(line, target, value);
        }
        Expression captured = new Expression.Captured();
        Expression filtered = stream.skipOperator("|") ? expressions.filters(captured) : captured;
        stream.expect(Token.Kind.TAG_END);
        return new Statement.Capture(line, target, filtered, bodyUntil("endset"));
    }

    private Statement with(int line) {
        List<Target> targets = new ArrayList<>();
        List<Expression> values = new ArrayList<>();
        while (!stream.current().is(Token.Kind.TAG_END)) {
            targets.add(target(false));
            stream.expectOperator("=");
            values.add(expressions.expression());
            if (!stream.current().is(Token.Kind.TAG_END)) {
                stream.expectOperator(",");
            }
        }
        stream.expect(Token.Kind.TAG_END);
        return new Statement.With(line, List.copyOf(targets), List.copyOf(values), bodyUntil("endwith"));
    }

    private Statement macro(int line) {
        String name = stream.expect(Token.Kind.NAME).text();
        Set<String> mentions = new HashSet<>();
        Set<String> outer = expressions.collectInto(mentions);
        Signature signature = signature();
        stream.expect(Token.Kind.TAG_END);
        Body body = outsideLoops("endmacro");
        expressions.collectInto(outer);
        outer.addAll(mentions);
        return new Statement.Define(line, name, signature.withMentions(mentions), body);
    }

    private Statement callBlock(int line) {
        Set<String> mentions = new HashSet<>();
        Set<String> outer = expressions.collectInto(mentions);
        Signature signature =
                stream.current().isOperator("(") ? signature() : new Signature(List.of(), Map.of(), Set.of());
        if (!(expressions.expression() instanceof Expression.Call call)) {
            throw stream.error("expected a call");
        }
        stream.expect(Token.Kind.TAG_END);
        Body body = outsideLoops("endcall");
        expressions.collectInto(outer);
        outer.addAll(mentions);
        return new Statement.CallBlock(line, signature.withMentions(mentions), call, body);
    }

    /** A body of its own, which cannot end a loop around it. */
    private Body outsideLoops(String end) {
        int around = loops;
        loops = 0;
        Body body = bodyUntil(end);
        loops = around;
        return body;
    }

    private Signature signature() {
        List<String> parameters = new ArrayList<>();
        Map<String, Expression> defaults = new LinkedHashMap<>();
        stream.expectOperator("(");
        while (!stream.skipOperator(")")) {
            String parameter = stream.expect(Token.Kind.NAME).text();
            parameters.add(parameter);
            if (stream.skipOperator("=")) {
                defaults.put(parameter, expressions.expression());
            } else if (!defaults.isEmpty()) {
                throw stream.error("a parameter without a default follows one with a default");
            }
            if (!stream.current().isOperator(")")) {
                stream.expectOperator(",");
            }
        }
        return new Signature(List.copyOf(parameters), defaults, Set.of());
    }

    private Statement filterBlock(int line) {
        Expression filtered = expressions.filters(new Expression.Captured());
        stream.expect(Token.Kind.TAG_END);
        return new Statement.Capture(line, null, filtered, bodyUntil("endfilter"));
    }

    private Statement generation(int line) {
        sawGeneration = true;
        stream.expect(Token.Kind.TAG_END);
        return new Statement.Generation(line, outsideLoops("endgeneration"));
    }

    private Statement print(int line) {
        List<Expression> parts = new ArrayList<>();
        do {
            parts.add(expressions.expression());
        } while (stream.skipOperator(","));
        stream.expect(Token.Kind.TAG_END);
        return new Statement.Print(line, new Expression.Concatenation(List.copyOf(parts)));
    }

    private Statement jump(int line, Statement.Flow flow) {
        if (loops == 0) {
            throw stream.error("stands outside of a loop");
        }
        stream.expect(Token.Kind.TAG_END);
        return new Statement.Jump(line, flow);
    }

    private Target targets(boolean namespaces) {
        Target first = target(namespaces);
        if (!stream.current().isOperator(",")) {
            return first;
        }
        List<Target> targets = new ArrayList<>(List.of(first));
        while (stream.skipOperator(",")
                && !stream.current().isName("in")
                && !stream.current().isOperator("=")
                && !stream.current().isOperator(")")) {
            targets.add(target(namespaces));
        }
        return new Target.Several(List.copyOf(targets));
    }

    private Target target(boolean namespaces) {
        if (stream.skipOperator("(")) {
            Target inner = targets(namespaces);
            stream.expectOperator(")");
            return inner;
        }
        String name = stream.expect(Token.Kind.NAME).text();
        if (namespaces && stream.skipOperator(".")) {
            return new Target.Part(name, stream.expect(Token.Kind.NAME).text());
        }
        return new Target.Variable(name);
    }
}
