/**
 * The reward model: learned from rankings and thumbs, kept as a folder, asked for scores. Where judgements come from and what
 * the scores are used for is decided elsewhere.
 */
@NullMarked
package dev.attune.trainer.reward;

import org.jspecify.annotations.NullMarked;
