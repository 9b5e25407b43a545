/**
 * {@code bench http}: what HTTP, JSON, the chat template and the event loop cost over the engine alone. The same work goes through an engine in this
 * process and through a server in another, by turns.
 */
@NullMarked
package dev.attune.load.http;

import org.jspecify.annotations.NullMarked;
