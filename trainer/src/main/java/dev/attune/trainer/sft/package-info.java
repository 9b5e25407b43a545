/**
 * Supervised learning from conversations, for a fresh model and a finished one alike: the loop, its checkpoints, and the
 * recipe of the default model. Rewards and preferences are learned elsewhere.
 */
@NullMarked
package dev.attune.trainer.sft;

import org.jspecify.annotations.NullMarked;
