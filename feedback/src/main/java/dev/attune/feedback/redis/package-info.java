/**
 * Feedback in Redis: the connection, the keys, the scripts, and what is built of them. What is said lives one package up; what
 * it is worth to a trainer is decided by those who read it.
 */
@NullMarked
package dev.attune.feedback.redis;

import org.jspecify.annotations.NullMarked;
