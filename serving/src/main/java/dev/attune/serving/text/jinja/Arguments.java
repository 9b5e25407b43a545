package dev.attune.serving.text.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a call passes. */
record Arguments(List<Object> positional, Map<String, Object> named) {
    static final Arguments NONE = new Arguments(List.of(), Map.of());

    /** Gives each argument the place of its parameter, as Python does. */
    Bound bind(String callee, List<String> parameters) {
        if (positional.size() > parameters.size()) {
            throw new Failure(
                    callee + " takes at most " + parameters.size() + " arguments, was given " + positional.size());
        }
        List<@Nullable Object> places = new ArrayList<>(positional);
        for (String parameter : parameters.subList(positional.size(), parameters.size())) {
            places.add(named.get(parameter));
        }
        for (String name : named.keySet()) {
            int place = parameters.indexOf(name);
            if (place < 0 || place < positional.size()) {
                throw new Failure(callee + (place < 0 ? " has no argument '" : " was given twice '") + name + "'");
            }
        }
        return new Bound(callee, parameters, places);
    }

    Arguments withoutFirst(int count) {
        return new Arguments(positional.subList(Math.min(count, positional.size()), positional.size()), named);
    }

    /** Arguments in the places of their parameters, null where none was given. */
    record Bound(String callee, List<String> parameters, List<@Nullable Object> places) {
        boolean has(int place) {
            return places.get(place) != null;
        }

        Object get(int place) {
            Object value = places.get(place);
            if (value == null) {
                throw new Failure(callee + " needs '" + parameters.get(place) + "'");
            }
            return value;
        }

        Object or(int place, Object absent) {
            Object value = places.get(place);
            return value == null ? absent : value;
        }

        boolean truth(int place) {
            return Values.truth(or(place, false));
        }

        int integer(int place, int absent) {
            return has(place) ? required(place) : absent;
        }

        /** A whole number that must be given. */
        int required(int place) {
            Object value = get(place);
            try {
                return Arithmetic.integer(value).intValueExact();
            } catch (ArithmeticException tooLarge) {
                throw new Failure(callee + ": '" + parameters.get(place) + "' is too large");
            }
        }

        /** Text, and only text. */
        String text(int place) {
            Object value = get(place);
            if (!Values.isText(value)) {
                throw Failure.wrongType(callee + ": '" + parameters.get(place) + "' must be text", value);
            }
            return Printing.str(value);
        }
    }
}
