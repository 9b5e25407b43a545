/** A server started from its distribution, for those who measure or maltreat it. What is done to it lives elsewhere. */
@NullMarked
package dev.attune.load.launch;

import org.jspecify.annotations.NullMarked;
