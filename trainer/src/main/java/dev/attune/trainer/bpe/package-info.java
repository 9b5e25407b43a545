/**
 * Learning a byte-level BPE vocabulary from text and writing it as the tokenizer files of a model folder. Encoding for
 * chat is serving's; what lives here only has to agree with it.
 */
@NullMarked
package dev.attune.trainer.bpe;

import org.jspecify.annotations.NullMarked;
