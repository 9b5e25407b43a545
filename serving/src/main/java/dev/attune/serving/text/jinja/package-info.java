/**
 * Jinja2 templates as chat models ship them: text in, text out. A rendering touches nothing but the values it was given;
 * there is no reflection, no file and no way to parse a value as a template.
 */
@NullMarked
package dev.attune.serving.text.jinja;

import org.jspecify.annotations.NullMarked;
