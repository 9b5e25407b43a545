/**
 * From conversations on disk to batches of token ids and targets, in an order that a seed decides. No tensors and no
 * gradients live here.
 */
@NullMarked
package dev.attune.trainer.data;

import org.jspecify.annotations.NullMarked;
