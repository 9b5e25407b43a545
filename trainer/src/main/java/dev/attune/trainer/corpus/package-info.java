/**
 * What the default model learns: a deterministic generator of conversations, and the check list of questions it never
 * asks while teaching. Knows words only; no tensors, no tokens.
 */
@NullMarked
package dev.attune.trainer.corpus;

import org.jspecify.annotations.NullMarked;
