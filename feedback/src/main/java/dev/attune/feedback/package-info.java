/**
 * People's words and judgements, kept: completions, feedback, and where both are stored. Knows no HTTP and no model.
 */
@NullMarked
package dev.attune.feedback;

import org.jspecify.annotations.NullMarked;
