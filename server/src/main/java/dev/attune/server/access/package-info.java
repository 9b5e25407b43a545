/**
 * Who calls and how much they may take: keys, roles, limits, and the file the keys are kept in. How a request shows its key,
 * and what a refusal looks like, lies in {@code http}.
 */
@NullMarked
package dev.attune.server.access;

import org.jspecify.annotations.NullMarked;
