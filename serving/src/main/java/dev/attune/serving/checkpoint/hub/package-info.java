/** Fetches models from a Hugging Face hub into a local folder. What is in the files is read in {@code checkpoint}. */
@NullMarked
package dev.attune.serving.checkpoint.hub;

import org.jspecify.annotations.NullMarked;
