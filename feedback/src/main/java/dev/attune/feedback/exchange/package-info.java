/**
 * Examples in files that other trainers read, and such files back: one JSON object a line, with the columns that TRL calls by these
 * names, and columns of ours beside them. What is in the examples is not looked at here.
 */
@NullMarked
package dev.attune.feedback.exchange;

import org.jspecify.annotations.NullMarked;
