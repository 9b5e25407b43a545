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
                    return Slice.of(value, None.NONE, None.NONE, -1L, render);
                }
                List<Object> elements = Iteration.list(value, render);
                Collections.reverse(elements);
                return value instanceof OneShot ? elements : new OneShot(elements::iterator);
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
            .add(
                    "unique",
                    "case_sensitive attribute",
                    (value, args, render) -> new OneShot(() -> unique(value, args, render)))
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
            .add("batch", "linecount fill_with", (value, args, render) -> {
                int size = args.required(0);
                return new OneShot(() -> batches(value, size, args.or(1, None.NONE), render));
            })
            .add("slice", "slices fill_with", (value, args, render) -> {
                int count = args.required(0);
                return new OneShot(() -> slices(value, count, args.or(1, None.NONE), render));
            })
            .add("items", "", (value, args, render) -> new OneShot(() -> items(value)));

    private ListFilters() {}

    private static Iterator<Object> items(Object value) {
        if (!(value instanceof Map) && !(value instanceof Undefined)) {
            throw Failure.wrongType("'items' takes a dict", value);
        }
        return (value instanceof Map<?, ?> dict ? DictView.pairs(dict) : List.<Object>of()).iterator();
    }

    private static Object reversible(Object value) {
        if (value instanceof OneShot) {
            throw new Failure("'generator' object is not reversible");
        }
        return value;
    }

    private static List<Object> sorted(List<Object> elements, Function<Object, Object> key, boolean reverse) {
        List<Keyed> keyed = new ArrayList<>();
        elements.forEach(element -> keyed.add(new Keyed(key.apply(element), element)));
        Comparator<Keyed> order = (a, b) -> Comparison.compare(a.key(), b.key());
        keyed.sort(reverse ? order.reversed() : order);
        List<Object> sorted = new ArrayList<>();
        keyed.forEach(element -> sorted.add(element.value()));
        return sorted;
    }

    private record Keyed(Object key, Object value) {}

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

    private static Iterator<Object> unique(Object value, Arguments.Bound args, Render render) {
        Function<Object, Object> key = Attributes.key(args, 0, 1);
        Set<Object> seen = new HashSet<>();
        return Iteration.list(value, render).stream()
                .filter(element -> seen.add(Values.key(key.apply(element))))
                .iterator();
    }

    private static Object extreme(Object value, Arguments.Bound args, Render render, int direction) {
        Function<Object, Object> key = Attributes.key(args, 0, 1);
        List<Object> elements = Iteration.list(value, render);
        if (elements.isEmpty()) {
            return new Undefined("no aggregated item, sequence was empty");
        }
        Object best = elements.get(0);
        for (Object element : elements.subList(1, elements.size())) {
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

    private static Iterator<Object> batches(Object value, int size, Object filling, Render render) {
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
            fill(batch, size, filling, render);
            batches.add(batch);
        }
        return batches.iterator();
    }

    private static Iterator<Object> slices(Object value, int count, Object filling, Render render) {
        if (count == 0) {
            throw new Failure("division by zero");
        }
        List<Object> elements = Iteration.list(value, render);
        List<Object> slices = new ArrayList<>();
        render.build(count);
        for (int i = 0, start = 0; i < count; i++) {
            boolean isLonger = i < elements.size() % count;
            int end = start + elements.size() / count + (isLonger ? 1 : 0);
            List<Object> slice = new ArrayList<>(elements.subList(start, end));
            if (!isLonger && filling != None.NONE) {
                slice.add(filling);
            }
            slices.add(slice);
            start = end;
        }
        return slices.iterator();
    }

    private static void fill(List<Object> batch, int size, Object filling, Render render) {
        if (filling != None.NONE && size > batch.size()) {
            render.build((long) size - batch.size());
            batch.addAll(Collections.nCopies(size - batch.size(), filling));
        }
    }
}
