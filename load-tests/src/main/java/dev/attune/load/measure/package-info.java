/** What all measurements share: on which machine, how calm it was, and how far repeated samples stray. */
@NullMarked
package dev.attune.load.measure;

import org.jspecify.annotations.NullMarked;
