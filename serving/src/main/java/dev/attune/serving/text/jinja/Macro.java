package dev.attune.serving.text.jinja;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A macro with the scope it was defined in. Calling it gives what its body writes. */
record Macro(String name, Signature signature, Body body, Scope home) implements Callable, HasAttributes {
    @Override
    public @Nullable Object attribute(String attribute) {
        return switch (attribute) {
            case "name" -> name;
            case "arguments" -> Tuple.of(List.copyOf(signature.parameters()));
            case "catch_kwargs" -> signature.mentions().contains("kwargs");
            case "catch_varargs" -> signature.mentions().contains("varargs");
            case "caller" -> signature.mentions().contains("caller");
            default -> null;
        };
    }

    @Override
    public Object call(Arguments arguments, Render render) {
        return render.deeper(() -> {
            Output part = Output.ofPart(render);
            body.render(bind(arguments), part);
            return part.text();
        });
    }

    private Scope bind(Arguments arguments) {
        Scope scope = home.inner();
        List<String> parameters = signature.parameters();
        Map<String, Object> named = new LinkedHashMap<>(arguments.named());
        for (int i = 0; i < parameters.size(); i++) {
            String parameter = parameters.get(i);
            Object given =
                    i < arguments.positional().size() ? arguments.positional().get(i) : named.remove(parameter);
            scope.assign(parameter, given != null ? given : absent(parameter, scope));
        }
        bindRest(scope, arguments.withoutFirst(parameters.size()).positional(), named);
        return scope;
    }

    private Object absent(String parameter, Scope scope) {
        Expression value = signature.defaults().get(parameter);
        return value != null ? value.evaluate(scope) : new Undefined("parameter '" + parameter + "' was not provided");
    }

    private void bindRest(Scope scope, List<Object> places, Map<String, Object> named) {
        if (mentionsBeyondParameters("caller")) {
            Object caller = named.remove("caller");
            scope.assign("caller", caller != null ? caller : new Undefined("no caller defined"));
        }
        if (mentionsBeyondParameters("kwargs")) {
            scope.assign("kwargs", new LinkedHashMap<Object, Object>(named));
        } else if (!named.isEmpty()) {
            throw new Failure("macro '" + name + "' takes no keyword argument '"
                    + named.keySet().iterator().next() + "'");
        }
        if (mentionsBeyondParameters("varargs")) {
            scope.assign("varargs", Tuple.of(places));
        } else if (!places.isEmpty()) {
            throw new Failure("macro '" + name + "' takes not more than "
                    + signature.parameters().size() + " arguments");
        }
    }

    private boolean mentionsBeyondParameters(String special) {
        return signature.mentions().contains(special) && !signature.parameters().contains(special);
    }

    @Override
    public String toString() {
        return "macro " + name;
    }
}
