package dev.attune.serving.text.jinja;

/** Python's {@code None}. Inside a rendering nothing is ever null. */
enum None {
    NONE
}
