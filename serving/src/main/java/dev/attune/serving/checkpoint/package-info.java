/** Models on disk: safetensors files, Hugging Face folders, downloads. Knows no tensors of the engine and no text. */
@NullMarked
package dev.attune.serving.checkpoint;

import org.jspecify.annotations.NullMarked;
