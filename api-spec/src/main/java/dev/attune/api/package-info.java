/**
 * The HTTP contract: {@code openapi.yaml} and the records that mirror it, name for name. Knows no server and no model.
 */
@NullMarked
package dev.attune.api;

import org.jspecify.annotations.NullMarked;
