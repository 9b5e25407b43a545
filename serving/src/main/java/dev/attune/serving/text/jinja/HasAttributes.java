package dev.attune.serving.text.jinja;

import org.jspecify.annotations.Nullable;

/** A value of ours with named parts of its own. */
interface HasAttributes {
    /** Null if there is none of this name. */
    @Nullable
    Object attribute(String name);
}
