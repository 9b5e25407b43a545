package dev.attune.serving.text.jinja;

/**
 * What a name without a value stands for: empty when printed, tested or walked through, a failure in all else.
 *
 * @param message why there is no value
 */
record Undefined(String message) {
    static Undefined named(String name) {
        return new Undefined("'" + name + "' is undefined");
    }

    static Undefined missing(Object owner, Object key) {
        return new Undefined("'" + Values.typeName(owner) + "' has no "
                + (key instanceof String ? "attribute " : "element ") + Printing.repr(key));
    }

    static Undefined unsafe(Object owner, String name) {
        return new Undefined("access to attribute '" + name + "' of '" + Values.typeName(owner) + "' object is unsafe");
    }

    Failure failure() {
        return new Failure(message);
    }
}
