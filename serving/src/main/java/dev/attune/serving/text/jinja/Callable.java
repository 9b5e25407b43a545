package dev.attune.serving.text.jinja;

/** A value that can be called: a macro, a method, a function of the environment. */
@FunctionalInterface
interface Callable {
    Object call(Arguments arguments, Render render);
}
