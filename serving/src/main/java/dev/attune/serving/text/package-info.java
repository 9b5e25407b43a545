/** Between characters and token ids: tokenizers, chat templates, streamed text. Knows no tensors and no HTTP. */
@NullMarked
package dev.attune.serving.text;

import org.jspecify.annotations.NullMarked;
