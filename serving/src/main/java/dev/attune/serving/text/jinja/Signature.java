package dev.attune.serving.text.jinja;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The parameters of a macro.
 *
 * @param defaults of the parameters that have one; evaluated at each call
 * @param mentions names that the macro's body reads; {@code varargs}, {@code kwargs} and {@code caller} among them are
 *     given a value
 */
record Signature(List<String> parameters, Map<String, Expression> defaults, Set<String> mentions) {
    Signature withMentions(Set<String> names) {
        return new Signature(parameters, defaults, Set.copyOf(names));
    }
}
