/**
 * Weights that learn: float32 masters with gradients, the step that computes gradients, the optimiser and its schedule. What
 * is learned from, and how long, is decided elsewhere.
 */
@NullMarked
package dev.attune.trainer.model;

import org.jspecify.annotations.NullMarked;
