/** Tests of what is kept. */
@NullMarked
package dev.attune.feedback;

import org.jspecify.annotations.NullMarked;
