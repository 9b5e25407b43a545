package dev.attune.serving.text.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What has a value. Immutable. */
sealed interface Expression {
    Object evaluate(Scope scope);

    record Literal(Object value) implements Expression {
        @Override
        public Object evaluate(Scope scope) {
            return value;
        }
    }

    record Name(String name) implements Expression {
        @Override
        public Object evaluate(Scope scope) {
            return scope.lookup(name);
        }
    }

    record ListOf(List<Expression> items) implements Expression {
        @Override
        public Object evaluate(Scope scope) {
            return all(items, scope);
        }
    }

    record TupleOf(List<Expression> items) implements Expression {
        @Override
        public Object evaluate(Scope scope) {
            return Tuple.of(all(items, scope));
        }
    }

    record DictOf(List<Expression> keys, List<Expression> values) implements Expression {
        @Override
        public Object evaluate(Scope scope) {
            Map<Object, Object> dict = new LinkedHashMap<>();
            for (int i = 0; i < keys.size(); i++) {
                dict.put(Values.key(keys.get(i).evaluate(scope)), values.get(i).evaluate(scope));
            }
            return dict;
        }
    }

    record Attribute(Expression owner, String name) implements Expression {
        @Override
        public Object evaluate(Scope scope) {
            return Access.attribute(owner.evaluate(scope), name);
        }
    }

    record Item(Expression owner, Expression key) implements Expression {
        @Override
        public Object evaluate(Scope scope) {
            return Access.item(owner.evaluate(scope), key.evaluate(scope));
        }
    }

    record Part(Expression owner, Expression start, Expression stop, Expression step) implements Expression {
        @Override
        public Object evaluate(Scope scope) {
            return Slice.of(
                    owner.evaluate(scope),
                    start.evaluate(scope),
                    stop.evaluate(scope),
                    step.evaluate(scope),
                    scope.render());
        }
    }

    record Call(Expression callee, Passed passed) implements Expression {
        @Override
        public Object evaluate(Scope scope) {
            return call(scope, Map.of());
        }

        /** Calls with further named arguments. */
        Object call(Scope scope, Map<String, Object> extra) {
            Object function = callee.evaluate(scope);
            Arguments arguments = passed.evaluate(scope, extra);
            scope.render().step();
            if (function instanceof Callable callable) {
                return callable.call(arguments, scope.render());
            }
            throw function instanceof Undefined undefined
                    ? undefined.failure()
                    : new Failure("'" + Values.typeName(function) + "' object is not callable");
        }
    }

    record Filter(Expression subject, String name, Passed passed) implements Expression {
        @Override
        public Object evaluate(Scope scope) {
            Object value = subject.evaluate(scope);
            Operations.Operation filter = Filters.ALL.get("filter", name);
            scope.render().step();
            return filter.apply(value, passed.evaluate(scope, Map.of()), scope.render());
        }
    }

    record Test(Expression subject, String name, Passed passed) implements Expression {
        @Override
        public Object evaluate(Scope scope) {
            Object value = subject.evaluate(scope);
            Operations.Operation test = Tests.ALL.get("test", name);
            return test.apply(value, passed.evaluate(scope, Map.of()), scope.render());
        }
    }

    record Sign(boolean negative, Expression operand) implements Expression {
        @Override
        public Object evaluate(Scope scope) {
            Object value = operand.evaluate(scope);
            return negative ? Arithmetic.negate(value) : Arithmetic.affirm(value);
        }
    }

    record Binary(String operator, Expression left, Expression right) implements Expression {
        @Override
        public Object evaluate(Scope scope) {
            return Arithmetic.apply(operator, left.evaluate(scope), right.evaluate(scope), scope.render());
        }
    }

    /** The operator {@code ~}: everything as text. */
    record Concatenation(List<Expression> parts) implements Expression {
        @Override
        public Object evaluate(Scope scope) {
            return Texts.join("", all(parts, scope), scope.render());
        }
    }

    /** {@code a < b <= c}: holds if each step does; what follows one that fails is not looked at. */
    record Comparisons(Expression first, List<String> operators, List<Expression> others) implements Expression {
        @Override
        public Object evaluate(Scope scope) {
            Object left = first.evaluate(scope);
            for (int i = 0; i < operators.size(); i++) {
                Object right = others.get(i).evaluate(scope);
                if (!Comparison.holds(operators.get(i), left, right, scope.render())) {
                    return false;
                }
                left = right;
            }
            return true;
        }
    }

    record Not(Expression operand) implements Expression {
        @Override
        public Object evaluate(Scope scope) {
            return !Values.truth(operand.evaluate(scope));
        }
    }

    /** Gives the value that decided, as Python does. */
    record And(Expression left, Expression right) implements Expression {
        @Override
        public Object evaluate(Scope scope) {
            Object value = left.evaluate(scope);
            return Values.truth(value) ? right.evaluate(scope) : value;
        }
    }

    /** Gives the value that decided, as Python does. */
    record Or(Expression left, Expression right) implements Expression {
        @Override
        public Object evaluate(Scope scope) {
            Object value = left.evaluate(scope);
            return Values.truth(value) ? value : right.evaluate(scope);
        }
    }

    record Conditional(Expression condition, Expression then, @Nullable Expression otherwise) implements Expression {
        @Override
        public Object evaluate(Scope scope) {
            if (Values.truth(condition.evaluate(scope))) {
                return then.evaluate(scope);
            }
            return otherwise == null
                    ? new Undefined("the condition is false and there is no else")
                    : otherwise.evaluate(scope);
        }
    }

    /** What a filter block or a block of {@code set} filters: text that is there already. */
    record Captured() implements Expression {
        static final String VARIABLE = "\0captured";

        @Override
        public Object evaluate(Scope scope) {
            return scope.lookup(VARIABLE);
        }
    }

    /** The arguments of a call as they are written. */
    record Passed(
            List<Expression> positional,
            Map<String, Expression> named,
            @Nullable Expression morePositional,
            @Nullable Expression moreNamed) {
        static final Passed NOTHING = new Passed(List.of(), Map.of(), null, null);

        Arguments evaluate(Scope scope, Map<String, Object> extra) {
            List<Object> places = all(positional, scope);
            if (morePositional != null) {
                places.addAll(Iteration.list(morePositional.evaluate(scope), scope.render()));
            }
            Map<String, Object> names = new LinkedHashMap<>();
            named.forEach((name, value) -> names.put(name, value.evaluate(scope)));
            names.putAll(extra);
            if (moreNamed != null) {
                if (!(moreNamed.evaluate(scope) instanceof Map<?, ?> dict)) {
                    throw new Failure("what follows ** must be a dict");
                }
                dict.forEach((name, value) -> names.put(Printing.str(name), value));
            }
            return new Arguments(places, names);
        }
    }

    private static List<Object> all(List<Expression> expressions, Scope scope) {
        List<Object> values = new ArrayList<>(expressions.size());
        for (Expression expression : expressions) {
            values.add(expression.evaluate(scope));
        }
        return values;
    }
}
