/** What a judgement costs: how many are acknowledged a second, what a running stream notices, and how many bytes are kept. */
@NullMarked
package dev.attune.load.feedback;

import org.jspecify.annotations.NullMarked;
