package dev.attune.serving.text.jinja;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What writes, assigns or steers. Immutable. */
interface Statement {
    /** Where the way leads after a statement. */
    enum Flow {
        NEXT,
        BREAK,
        CONTINUE
    }

    /** The line it begins on. */
    int line();

    /** What it looks like, for messages. */
    String construct();

    Flow render(Scope scope, Output out);

    record Text(int line, String text) implements Statement {
        @Override
        public String construct() {
            return "text";
        }

        @Override
        public Flow render(Scope scope, Output out) {
            out.write(text);
            return Flow.NEXT;
        }
    }

    record Print(int line, Expression value) implements Statement {
        @Override
        public String construct() {
            return "{{ }}";
        }

        @Override
        public Flow render(Scope scope, Output out) {
            out.write(Printing.str(value.evaluate(scope)));
            return Flow.NEXT;
        }
    }

    record If(int line, Expression condition, Body then, Body otherwise) implements Statement {
        @Override
        public String construct() {
            return "{% if %}";
        }

        @Override
        public Flow render(Scope scope, Output out) {
            return Values.truth(condition.evaluate(scope)) ? then.render(scope, out) : otherwise.render(scope, out);
        }
    }

    record Jump(int line, Flow flow) implements Statement {
        @Override
        public String construct() {
            return flow == Flow.BREAK ? "{% break %}" : "{% continue %}";
        }

        @Override
        public Flow render(Scope scope, Output out) {
            return flow;
        }
    }

    record Set(int line, Target target, Expression value) implements Statement {
        @Override
        public String construct() {
            return "{% set %}";
        }

        @Override
        public Flow render(Scope scope, Output out) {
            target.assign(scope, value.evaluate(scope));
            return Flow.NEXT;
        }
    }

    /** Captures what the body writes, filters it, and assigns it or, without a target, writes it. */
    record Capture(int line, @Nullable Target target, Expression filtered, Body body) implements Statement {
        @Override
        public String construct() {
            return target == null ? "{% filter %}" : "{% set %}";
        }

        @Override
        public Flow render(Scope scope, Output out) {
            Scope inner = scope.inner();
            Output part = Output.ofPart(scope.render());
            Flow flow = body.render(inner, part);
            if (flow != Flow.NEXT) {
                return flow;
            }
            inner.assign(Expression.Captured.VARIABLE, part.text());
            Object value = filtered.evaluate(inner);
            if (target == null) {
                if (!Values.isText(value)) {
                    throw Failure.wrongType("a filter block must give text", value);
                }
                out.write(Printing.str(value));
            } else {
                target.assign(scope, value);
            }
            return Flow.NEXT;
        }
    }

    record With(int line, List<Target> targets, List<Expression> values, Body body) implements Statement {
        @Override
        public String construct() {
            return "{% with %}";
        }

        @Override
        public Flow render(Scope scope, Output out) {
            Scope inner = scope.inner();
            for (int i = 0; i < targets.size(); i++) {
                targets.get(i).assign(inner, values.get(i).evaluate(scope));
            }
            return body.render(inner, out);
        }
    }

    record Define(int line, String name, Signature signature, Body body) implements Statement {
        @Override
        public String construct() {
            return "{% macro %}";
        }

        @Override
        public Flow render(Scope scope, Output out) {
            scope.assign(name, new Macro(name, signature, body, scope));
            return Flow.NEXT;
        }
    }

    /** Calls a macro that may call back what the block holds. */
    record CallBlock(int line, Signature signature, Expression.Call call, Body body) implements Statement {
        @Override
        public String construct() {
            return "{% call %}";
        }

        @Override
        public Flow render(Scope scope, Output out) {
            Macro caller = new Macro("caller", signature, body, scope);
            out.write(Printing.str(call.call(scope, Map.of("caller", caller))));
            return Flow.NEXT;
        }
    }

    /** What the assistant says. */
    record Generation(int line, Body body) implements Statement {
        @Override
        public String construct() {
            return "{% generation %}";
        }

        @Override
        public Flow render(Scope scope, Output out) {
            int start = out.length();
            Flow flow = body.render(scope.inner(), out);
            out.markSince(start);
            return flow;
        }
    }
}
