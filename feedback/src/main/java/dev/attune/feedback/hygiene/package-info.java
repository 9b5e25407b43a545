/**
 * What is done to examples before anything trains on them: personal information out, repetition out, nobody too loud, splits that hold. Pure
 * functions of examples and a key; nothing is read or written here.
 */
@NullMarked
package dev.attune.feedback.hygiene;

import org.jspecify.annotations.NullMarked;
