/**
 * {@code bench serve}: requests that arrive when they should and not when the server is ready for them, and what became of
 * them in the words of {@code vllm bench serve}. Knows servers by HTTP only.
 */
@NullMarked
package dev.attune.load.serve;

import org.jspecify.annotations.NullMarked;
