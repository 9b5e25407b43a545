/**
 * Finding and removing what tells who a person is, or opens their doors: addresses, numbers, keys. Names of people are not
 * looked for, and nothing here decides what is done with a text afterwards.
 */
@NullMarked
package dev.attune.feedback.privacy;

import org.jspecify.annotations.NullMarked;
