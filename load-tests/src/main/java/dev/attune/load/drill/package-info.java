/** Promises under maltreatment: a server is killed again and again, and what it promised is counted. Speed is measured elsewhere. */
@NullMarked
package dev.attune.load.drill;

import org.jspecify.annotations.NullMarked;
