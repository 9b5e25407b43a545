package dev.attune.serving.text.jinja;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** One rendering under way: what it has cost so far, and the clock that it reads. One owner. */
final class Render {
    private final TemplateLimits limits;
    private final Clock clock;
    private final List<Span> generated = new ArrayList<>();
    private long steps;
    private long characters;
    private int depth;

    Render(TemplateLimits limits, Clock clock) {
        this.limits = limits;
        this.clock = clock;
    }

    void step() {
        if (++steps > limits.steps()) {
            throw new Failure("takes more than " + limits.steps() + " steps");
        }
    }

    /** Accounts for text, or for places in a list, before it is built. */
    void build(long length) {
        characters += Math.max(0, length);
        if (characters > limits.characters() || characters < 0) {
            throw new Failure("builds more than " + limits.characters() + " characters");
        }
    }

    String built(String text) {
        build(text.length());
        return text;
    }

    <T> T deeper(Supplier<T> work) {
        if (depth >= limits.depth()) {
            throw new Failure("goes deeper than " + limits.depth() + " levels");
        }
        depth++;
        try {
            return work.get();
        } finally {
            depth--;
        }
    }

    Clock clock() {
        return clock;
    }

    void mark(Span span) {
        generated.add(span);
    }

    List<Span> generated() {
        return generated;
    }
}
