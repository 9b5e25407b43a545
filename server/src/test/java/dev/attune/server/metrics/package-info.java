/** What counting costs. */
@NullMarked
package dev.attune.server.metrics;

import org.jspecify.annotations.NullMarked;
