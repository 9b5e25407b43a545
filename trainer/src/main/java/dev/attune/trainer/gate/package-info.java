/**
 * Whether a candidate may be served: what it answers to people nobody trained on, measured and judged, one check a class. What becomes
 * of the verdict is decided elsewhere.
 */
@NullMarked
package dev.attune.trainer.gate;

import org.jspecify.annotations.NullMarked;
