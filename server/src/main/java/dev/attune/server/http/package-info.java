/**
 * HTTP as such: the contract's routes, statuses and error bodies, server-sent events, the page's files. What a chat is lies
 * in {@code chat}.
 */
@NullMarked
package dev.attune.server.http;

import org.jspecify.annotations.NullMarked;
