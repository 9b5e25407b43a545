/**
 * Turns requests into tokens: scheduling, batching, sampling, delivery. The network lies in {@code model}, characters in
 * {@code text}; nothing here knows HTTP.
 */
@NullMarked
package dev.attune.serving.engine;

import org.jspecify.annotations.NullMarked;
