/** Opens a model folder into everything that serves it. The parts live in the packages below. */
@NullMarked
package dev.attune.serving;

import org.jspecify.annotations.NullMarked;
