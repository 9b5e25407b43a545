package dev.attune.serving.text.jinja;

import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * {@code {% for %}}.
 *
 * @param filter which elements take part; null for all
 * @param recursive whether {@code loop(…)} runs the loop again on other elements
 * @param otherwise rendered if no round came to its end
 */
record ForLoop(
        int line,
        Target target,
        Expression elements,
        @Nullable Expression filter,
        boolean recursive,
        Body body,
        Body otherwise)
        implements Statement {
    @Override
    public String construct() {
        return "{% for %}";
    }

    @Override
    public Flow render(Scope scope, Output out) {
        run(scope, out, elements.evaluate(scope), 0);
        return Flow.NEXT;
    }

    private void run(Scope scope, Output out, Object over, int depth) {
        Iterator<Object> each = Iteration.over(over, scope.render());
        int size = Values.size(over);
        if (filter != null) {
            each = new EachFilters.Chosen(each, filter(scope, filter));
            size = -1;
        }
        LoopState loop = new LoopState(each, size, depth, recursive ? again(scope, depth + 1) : null);
        if (!rounds(scope, out, loop)) {
            otherwise.render(scope.inner(), out);
        }
    }

    private Predicate<Object> filter(Scope scope, Expression condition) {
        return element -> {
            Scope inner = scope.inner();
            target.assign(inner, element);
            return Values.truth(condition.evaluate(inner));
        };
    }

    /** Whether a round came to its end; the reference counts no other. */
    private boolean rounds(Scope scope, Output out, LoopState loop) {
        boolean completed = false;
        while (loop.advance()) {
            Scope inner = scope.inner();
            inner.assign("loop", loop);
            target.assign(inner, loop.current());
            Flow flow = body.render(inner, out);
            if (flow == Flow.BREAK) {
                break;
            }
            completed |= flow == Flow.NEXT;
        }
        return completed;
    }

    private Callable again(Scope scope, int depth) {
        return (arguments, render) -> render.deeper(() -> {
            Output part = Output.ofPart(render);
            run(scope, part, arguments.bind("loop()", List.of("iterable")).get(0), depth);
            return part.text();
        });
    }
}
