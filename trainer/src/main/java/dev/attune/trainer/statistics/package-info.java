/** What a share that was measured on a few trials may be in truth. Numbers in, numbers out. */
@NullMarked
package dev.attune.trainer.statistics;

import org.jspecify.annotations.NullMarked;
