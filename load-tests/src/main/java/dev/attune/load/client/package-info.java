/**
 * A client for streams: many of them on one thread, with the times at which everything came. Knows HTTP/1.1 and server-sent events as far
 * as it needs them, and nothing of what is measured.
 */
@NullMarked
package dev.attune.load.client;

import org.jspecify.annotations.NullMarked;
