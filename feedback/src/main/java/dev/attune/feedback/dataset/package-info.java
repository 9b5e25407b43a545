/**
 * What is learned from, as values: judgements joined with the answers they are about become pairs, rated answers, demonstrations and
 * prompts. How they are cleaned and how they are written to files is decided elsewhere.
 */
@NullMarked
package dev.attune.feedback.dataset;

import org.jspecify.annotations.NullMarked;
