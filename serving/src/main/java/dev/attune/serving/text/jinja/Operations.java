package dev.attune.serving.text.jinja;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What can be done to a value by name: the filters, the tests, or the methods of a type. Filled once, where it is defined.
 */
final class Operations {
    /** Works on a value and whatever arguments the call passes. */
    @FunctionalInterface
    interface Operation {
        Object apply(Object subject, Arguments arguments, Render render);
    }

    /** An operation whose parameters are known by name. */
    @FunctionalInterface
    interface Body {
        Object apply(Object subject, Arguments.Bound arguments, Render render);
    }

    /** An operation on text. */
    @FunctionalInterface
    interface TextBody {
        Object apply(String text, Arguments.Bound arguments, Render render);
    }

    private final Map<String, Operation> byName = new HashMap<>();

    /** Adds under each of the names, which are parted by spaces as the parameters are. */
    Operations add(String names, String parameters, Body body) {
        List<String> list = parameters.isEmpty() ? List.of() : List.of(parameters.split(" ", -1));
        String callee = "'" + names.replaceFirst(" .*", "") + "'";
        return addOpen(
                names, (subject, arguments, render) -> body.apply(subject, arguments.bind(callee, list), render));
    }

    /** Adds an operation on a value as text. */
    Operations addForText(String names, String parameters, TextBody body) {
        return add(
                names,
                parameters,
                (subject, arguments, render) -> body.apply(Printing.str(subject), arguments, render));
    }

    /** Adds an operation that takes any arguments. */
    Operations addOpen(String names, Operation operation) {
        for (String name : names.split(" ", -1)) {
            byName.put(name, operation);
        }
        return this;
    }

    Operations addAll(Operations others) {
        byName.putAll(others.byName);
        return this;
    }

    @Nullable
    Operation find(String name) {
        return byName.get(name);
    }

    /** Fails at the moment of use: a branch that is not taken may name what does not exist. */
    Operation get(String kind, String name) {
        Operation operation = byName.get(name);
        if (operation == null) {
            throw new Failure("no " + kind + " named '" + name + "'");
        }
        return operation;
    }
}
