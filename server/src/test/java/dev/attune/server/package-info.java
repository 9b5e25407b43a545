/** Tests of the server over real HTTP. */
@NullMarked
package dev.attune.server;

import org.jspecify.annotations.NullMarked;
