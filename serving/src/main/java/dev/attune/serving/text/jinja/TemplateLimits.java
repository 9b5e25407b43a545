package dev.attune.serving.text.jinja;

/**
 * What one rendering may cost before it is stopped.
 *
 * @param steps statements, calls and loop rounds
 * @param characters written to the output or built on the way to it
 * @param depth macros and loops that are inside one another
 */
public record TemplateLimits(long steps, long characters, int depth) {
    public static final TemplateLimits DEFAULT = new TemplateLimits(20_000_000, 256_000_000, 200);

    public TemplateLimits {
        require("steps", steps);
        require("characters", characters);
        require("depth", depth);
    }

    private static void require(String name, long limit) {
        if (limit < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, was " + limit);
        }
    }
}
