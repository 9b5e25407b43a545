/** Tests of the configuration. */
@NullMarked
package dev.attune.server.config;

import org.jspecify.annotations.NullMarked;
