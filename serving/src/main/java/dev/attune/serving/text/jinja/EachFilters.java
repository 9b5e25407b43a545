package dev.attune.serving.text.jinja;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The filters that do the same to each element: {@code map}, {@code select} and their kin. They work on demand. */
final class EachFilters {
    static final Operations ALL = new Operations()
            .addOpen("map", (value, args, render) -> new OneShot(() -> map(value, args, render)))
            .addOpen("select", (value, args, render) -> choose(value, args, render, false, true))
            .addOpen("reject", (value, args, render) -> choose(value, args, render, false, false))
            .addOpen("selectattr", (value, args, render) -> choose(value, args, render, true, true))
            .addOpen("rejectattr", (value, args, render) -> choose(value, args, render, true, false));

    private EachFilters() {}

    private static Iterator<Object> map(Object value, Arguments args, Render render) {
        if (!Values.truth(value)) {
            return Collections.emptyIterator();
        }
        Function<Object, Object> change = change(args, render);
        Iterator<Object> elements = Iteration.over(value, render);
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return elements.hasNext();
            }

            @Override
            public Object next() {
                return change.apply(elements.next());
            }
        };
    }

    private static Function<Object, Object> change(Arguments args, Render render) {
        if (args.positional().isEmpty()) {
            Arguments.Bound named = args.bind("'map'", List.of("attribute", "default"));
            return Attributes.path(named.get(0), named.or(1, None.NONE));
        }
        Operations.Operation filter =
                Filters.ALL.get("filter", Printing.str(args.positional().get(0)));
        return element -> filter.apply(element, args.withoutFirst(1), render);
    }

    private static OneShot choose(Object value, Arguments args, Render render, boolean byAttribute, boolean wanted) {
        return new OneShot(() -> {
            if (!Values.truth(value)) {
                return Collections.emptyIterator();
            }
            int own = byAttribute ? 1 : 0;
            if (args.positional().size() < own) {
                throw new Failure("the name of an attribute is missing");
            }
            Function<Object, Object> part =
                    Attributes.path(byAttribute ? args.positional().get(0) : None.NONE);
            Predicate<Object> test = test(args.withoutFirst(own), render);
            return new Chosen(Iteration.over(value, render), element -> test.test(part.apply(element)) == wanted);
        });
    }

    private static Predicate<Object> test(Arguments args, Render render) {
        if (args.positional().isEmpty()) {
            return Values::truth;
        }
        Operations.Operation test =
                Tests.ALL.get("test", Printing.str(args.positional().get(0)));
        return element -> Values.truth(test.apply(element, args.withoutFirst(1), render));
    }

    /** The elements that pass, looked for one at a time. */
    static final class Chosen implements Iterator<Object> {
        private final Iterator<Object> elements;
        private final Predicate<Object> passes;
        private @Nullable Object next;

        Chosen(Iterator<Object> elements, Predicate<Object> passes) {
            this.elements = elements;
            this.passes = passes;
        }

        @Override
        public boolean hasNext() {
            while (next == null && elements.hasNext()) {
                Object element = elements.next();
                next = passes.test(element) ? element : null;
            }
            return next != null;
        }

        @Override
        public Object next() {
            Object found = hasNext() ? next : null;
            if (found == null) {
                throw new NoSuchElementException();
            }
            next = null;
            return found;
        }
    }
}
