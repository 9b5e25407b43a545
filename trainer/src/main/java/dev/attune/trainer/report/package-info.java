/**
 * What a long run tells about itself: a line for people, JSON lines for programs, events for TensorBoard. Nothing here knows
 * what is being learned.
 */
@NullMarked
package dev.attune.trainer.report;

import org.jspecify.annotations.NullMarked;
