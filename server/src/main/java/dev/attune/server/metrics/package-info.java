/**
 * What can be seen from outside: the numbers behind {@code /metrics}. Nothing here decides anything, and nothing here runs on
 * the decode thread.
 */
@NullMarked
package dev.attune.server.metrics;

import org.jspecify.annotations.NullMarked;
