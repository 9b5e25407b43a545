/**
 * The program: the command line, and the composition root that builds the server in order and takes it down in reverse. What the
 * parts do lies in {@code http}, {@code chat} and the other modules.
 */
@NullMarked
package dev.attune.server;

import org.jspecify.annotations.NullMarked;
