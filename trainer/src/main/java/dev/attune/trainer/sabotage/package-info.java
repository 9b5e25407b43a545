/**
 * A trial of the gate: candidates that learned what people like, and candidates that were spoiled. What the gate asks and how it decides
 * lives in {@code gate}.
 */
@NullMarked
package dev.attune.trainer.sabotage;

import org.jspecify.annotations.NullMarked;
