/**
 * The server's side of training: the process that trains, kept alive at the lowest priority, and what people see of it and want of
 * it. Nothing here computes a gradient.
 */
@NullMarked
package dev.attune.server.training;

import org.jspecify.annotations.NullMarked;
