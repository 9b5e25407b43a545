/**
 * From conversations on disk, and from what people judged, to token ids and what is to be learned of them, in an order that a seed
 * decides. No tensors and no gradients live here.
 */
@NullMarked
package dev.attune.trainer.data;

import org.jspecify.annotations.NullMarked;
