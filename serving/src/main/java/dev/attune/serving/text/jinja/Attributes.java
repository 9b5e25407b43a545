package dev.attune.serving.text.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What filters mean by an attribute: a path such as {@code "author.name"} or {@code "0.id"} into each element. */
final class Attributes {
    private Attributes() {}

    /** None is the element itself. */
    static Function<Object, Object> path(Object attribute) {
        return path(attribute, None.NONE);
    }

    /** Where the path leads nowhere there is the fallback, unless that is None. */
    static Function<Object, Object> path(Object attribute, Object fallback) {
        List<Object> steps = steps(attribute);
        return element -> {
            Object value = element;
            for (Object step : steps) {
                value = Access.item(value, step);
                if (value instanceof Undefined && fallback != None.NONE) {
                    value = fallback;
                }
            }
            return value;
        };
    }

    /** Several paths parted by commas, as one key to sort by. */
    static Function<Object, Object> paths(Object attributes, boolean caseSensitive) {
        List<Function<Object, Object>> parts = new ArrayList<>();
        List<?> paths =
                Values.isText(attributes) ? List.of(Printing.str(attributes).split(",", -1)) : List.of(attributes);
        paths.forEach(path -> parts.add(path(path)));
        return element -> {
            List<Object> key = new ArrayList<>();
            parts.forEach(part -> {
                Object value = part.apply(element);
                key.add(caseSensitive ? value : ignoreCase(value));
            });
            return key;
        };
    }

    /** The key given by the arguments {@code case_sensitive} and {@code attribute} at these places. */
    static Function<Object, Object> key(Arguments.Bound args, int caseSensitive, int attribute) {
        Function<Object, Object> path = path(args.or(attribute, None.NONE));
        return args.truth(caseSensitive) ? path : path.andThen(Attributes::ignoreCase);
    }

    static Object ignoreCase(Object value) {
        return Values.isText(value) ? Texts.lower(Printing.str(value)) : value;
    }

    private static List<Object> steps(Object attribute) {
        List<Object> steps = new ArrayList<>();
        if (Values.isText(attribute)) {
            for (String step : Printing.str(attribute).split("\\.", -1)) {
                steps.add(step.matches("\\d{1,9}") ? (Object) Long.parseLong(step) : step);
            }
        } else if (attribute != None.NONE) {
            steps.add(attribute);
        }
        return steps;
    }
}
