/** Tests of the log's form. */
@NullMarked
package dev.attune.server.log;

import org.jspecify.annotations.NullMarked;
