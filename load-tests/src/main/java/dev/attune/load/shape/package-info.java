/** Model folders of a known shape with random weights, so that speed can be measured without a download. */
@NullMarked
package dev.attune.load.shape;

import org.jspecify.annotations.NullMarked;
