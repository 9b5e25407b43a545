package dev.attune.serving.text.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** The filters that work on a list as a whole. */
final class ListFilters {
    static final Operations ALL = new Operations()
            .add("list", "", (value, args, render) -> Iteration.list(value, render))
            .add("first", "", (value, args, render) -> {
                Iterator<Object> elements = Iteration.over(value, render);
                return elements.hasNext() ? elements.next() : new Undefined("no first item, sequence was empty");
            })
            .add("last", "", (value, args, render) -> {
                List<Object> elements = Iteration.list(reversible(value), render);
                return elements.isEmpty()
                        ? new Undefined("no last item, sequence was empty")
                        : elements.get(elements.size() - 1);
            })
            .add("reverse", "", (value, args, render) -> {
                if (Values.isText(value)) {
                    return Access.slice(value, None.NONE, None.NONE, -1L);
                }
                List<Object> elements = Iteration.list(value, render);
                Collections.reverse(elements);
                return value instanceof OneShot ? elements : new OneShot(elements.iterator());
            })
            .add("join", "d attribute", (value, args, render) -> {
                Function<Object, Object> part = Attributes.path(args.or(1, None.NONE));
                return Texts.join(
                        Printing.str(args.or(0, "")),
                        Iteration.list(value, render).stream().map(part).toList(),
                        render);
            })
            .add(
                    "sort",
                    "reverse case_sensitive attribute",
                    (value, args, render) -> sorted(
                            Iteration.list(value, render),
                            Attributes.paths(args.or(2, None.NONE), args.truth(1)),
                            args.truth(0)))
            .add("dictsort", "case_sensitive by reverse", (value, args, render) -> dictsort(value, args))
            .add("unique", "case_sensitive attribute", (value, args, render) -> unique(value, args, render))
            .add("min", "case_sensitive attribute", (value, args, render) -> extreme(value, args, render, -1))
            .add("max", "case_sensitive attribute", (value, args, render) -> extreme(value, args, render, 1))
            .add("sum", "attribute start", (value, args, render) -> {
                Function<Object, Object> part = Attributes.path(args.or(0, None.NONE));
                Object sum = args.or(1, 0L);
                for (Object element : Iteration.list(value, render)) {
                    sum = Arithmetic.apply("+", sum, part.apply(element), render);
                }
                return sum;
            })
            .add(
                    "groupby",
                    "attribute default case_sensitive",
                    (value, args, render) -> grouped(Iteration.list(value, render), args))
            .add("batch", "linecount fill_with", (value, args, render) -> batches(value, args, render))
            .add("slice", "slices fill_with", (value, args, render) -> slices(value, args, render))
            .add("items", "", (value, args, render) -> {
                if (!(value instanceof Map) && !(value instanceof Undefined)) {
                    throw Failure.wrongType("'items' takes a dict", value);
                }
                return new OneShot(
                        (value instanceof Map<?, ?> dict ? DictView.pairs(dict) : List.<Object>of()).iterator());
            });

    private ListFilters() {}

    private static Object reversible(Object value) {
        if (value instanceof OneShot) {
            throw new Failure("'generator' object is not reversible");
        }
        return value;
    }

    private static List<Object> sorted(List<Object> elements, Function<Object, Object> key, boolean reverse) {
        Comparator<Object> order = (a, b) -> Comparison.compare(key.apply(a), key.apply(b));
        List<Object> sorted = new ArrayList<>(elements);
        sorted.sort(reverse ? order.reversed() : order);
        return sorted;
    }

    private static Object dictsort(Object value, Arguments.Bound args) {
        if (!(value instanceof Map<?, ?> dict)) {
            throw value instanceof Undefined undefined
                    ? undefined.failure()
                    : Failure.wrongType("'dictsort' takes a dict", value);
        }
        String by = args.has(1) ? args.text(1) : "key";
        if (!by.equals("key") && !by.equals("value")) {
            throw new Failure("you can only sort by either \"key\" or \"value\"");
        }
        long place = by.equals("key") ? 0 : 1;
        Function<Object, Object> part = Attributes.path(place);
        return sorted(DictView.pairs(dict), args.truth(0) ? part : part.andThen(Attributes::ignoreCase), args.truth(2));
    }

    private static Object unique(Object value, Arguments.Bound args, Render render) {
        Function<Object, Object> key = Attributes.key(args, 0, 1);
        Set<Object> seen = new HashSet<>();
        return new OneShot(Iteration.list(value, render).stream()
                .filter(element -> seen.add(Values.key(key.apply(element))))
                .iterator());
    }

    private static Object extreme(Object value, Arguments.Bound args, Render render, int direction) {
        Function<Object, Object> key = Attributes.key(args, 0, 1);
        List<Object> elements = Iteration.list(value, render);
        if (elements.isEmpty()) {
            return new Undefined("no aggregated item, sequence was empty");
        }
        Object best = elements.get(0);
        for (Object element : elements) {
            if (Comparison.compare(key.apply(element), key.apply(best)) * direction > 0) {
                best = element;
            }
        }
        return best;
    }

    private static Object grouped(List<Object> elements, Arguments.Bound args) {
        Function<Object, Object> part = Attributes.path(args.get(0), args.or(1, None.NONE));
        Function<Object, Object> key = args.truth(2) ? part : part.andThen(Attributes::ignoreCase);
        List<Object> groups = new ArrayList<>();
        List<Object> members = new ArrayList<>();
        for (Object element : sorted(elements, key, false)) {
            if (!members.isEmpty() && !Comparison.equal(key.apply(members.get(0)), key.apply(element))) {
                groups.add(group(part, members));
                members = new ArrayList<>();
            }
            members.add(element);
        }
        if (!members.isEmpty()) {
            groups.add(group(part, members));
        }
        return groups;
    }

    private static Tuple group(Function<Object, Object> part, List<Object> members) {
        return new Tuple(List.of(part.apply(members.get(0)), members), List.of("grouper", "list"));
    }

    private static Object batches(Object value, Arguments.Bound args, Render render) {
        int size = args.integer(0, 1);
        args.get(0);
        List<Object> batches = new ArrayList<>();
        List<Object> batch = new ArrayList<>();
        for (Object element : Iteration.list(value, render)) {
            if (batch.size() == size) {
                batches.add(batch);
                batch = new ArrayList<>();
            }
            batch.add(element);
        }
        if (!batch.isEmpty()) {
            fill(batch, size, args.or(1, None.NONE), render);
            batches.add(batch);
        }
        return new OneShot(batches.iterator());
    }

    private static Object slices(Object value, Arguments.Bound args, Render render) {
        args.get(0);
        int count = args.integer(0, 1);
        if (count == 0) {
            throw new Failure("division by zero");
        }
        List<Object> elements = Iteration.list(value, render);
        List<Object> slices = new ArrayList<>();
        render.build(count);
        for (int i = 0, start = 0; i < count; i++) {
            int size = elements.size() / count + (i < elements.size() % count ? 1 : 0);
            List<Object> slice = new ArrayList<>(elements.subList(start, start + size));
            if (i >= elements.size() % count && args.or(1, None.NONE) != None.NONE) {
                slice.add(args.get(1));
            }
            slices.add(slice);
            start += size;
        }
        return new OneShot(slices.iterator());
    }

    private static void fill(List<Object> batch, int size, Object filling, Render render) {
        if (filling != None.NONE && size > batch.size()) {
            render.build((long) size - batch.size());
            batch.addAll(Collections.nCopies(size - batch.size(), filling));
        }
    }
}
