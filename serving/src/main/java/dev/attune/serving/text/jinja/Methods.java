package dev.attune.serving.text.jinja;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The methods of each kind of value, by the names Python gives them. Those that would change a value are unsafe. */
final class Methods {
    /** Stands for a method that exists and may not be used. */
    static final Operations.Operation UNSAFE = (subject, arguments, render) -> {
        throw new IllegalStateException("an unsafe method is never called");
    };

    private static final Operations NONE = new Operations();

    private static final Operations DICT = new Operations()
            .add("items", "", (dict, args, render) -> DictView.items((Map<?, ?>) dict))
            .add("keys", "", (dict, args, render) -> DictView.keys((Map<?, ?>) dict))
            .add("values", "", (dict, args, render) -> DictView.values((Map<?, ?>) dict))
            .add("copy", "", (dict, args, render) -> new LinkedHashMap<>((Map<?, ?>) dict))
            .add("get", "key default", (dict, args, render) -> {
                Object value = ((Map<?, ?>) dict).get(Values.key(args.get(0)));
                return value != null ? value : args.or(1, None.NONE);
            })
            .addOpen("clear pop popitem setdefault update", UNSAFE);

    private static final Operations SEQUENCE = new Operations()
            .add("count", "value", (list, args, render) -> Iteration.list(list, render).stream()
                    .filter(element -> Comparison.equal(element, args.get(0)))
                    .count())
            .add("index", "value start stop", (list, args, render) -> index(Iteration.list(list, render), args));

    private static final Operations LIST = new Operations()
            .addAll(SEQUENCE)
            .add("copy", "", (list, args, render) -> Iteration.list(list, render))
            .addOpen("append clear pop reverse insert sort extend remove", UNSAFE);

    private static final Operations FLOAT = new Operations()
            .add(
                    "is_integer",
                    "",
                    (number, args, render) ->
                            (Double) number == Math.rint((Double) number) && !Double.isInfinite((Double) number));

    private Methods() {}

    static Operations of(Object owner) {
        if (Values.isText(owner)) {
            return TextMethods.ALL;
        }
        if (owner instanceof Map) {
            return DICT;
        }
        if (owner instanceof List) {
            return owner instanceof Range ? SEQUENCE : LIST;
        }
        return owner instanceof Tuple ? SEQUENCE : owner instanceof Double ? FLOAT : NONE;
    }

    private static Object index(List<Object> elements, Arguments.Bound args) {
        int end = Math.min(elements.size(), args.integer(2, elements.size()));
        for (int i = Math.max(0, args.integer(1, 0)); i < end; i++) {
            if (Comparison.equal(elements.get(i), args.get(0))) {
                return (long) i;
            }
        }
        throw new Failure(Printing.repr(args.get(0)) + " is not in the list");
    }
}
