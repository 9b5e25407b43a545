/** How the process's own log lines look. What is worth a line is decided where it happens. */
@NullMarked
package dev.attune.server.log;

import org.jspecify.annotations.NullMarked;
