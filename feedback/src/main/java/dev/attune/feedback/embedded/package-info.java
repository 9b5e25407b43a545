/**
 * A Redis of our own: finding its program, keeping its folder, starting it, watching it, ending it. What is stored in it, and how
 * it is talked to once it runs, lives elsewhere.
 */
@NullMarked
package dev.attune.feedback.embedded;

import org.jspecify.annotations.NullMarked;
