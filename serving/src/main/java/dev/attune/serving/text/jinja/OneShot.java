package dev.attune.serving.text.jinja;

import java.util.Iterator;

/** What filters such as {@code map} and {@code select} give: elements made on demand, to be walked through once. */
record OneShot(Iterator<Object> remaining) {}
