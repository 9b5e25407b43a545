/**
 * What people make of answers, over HTTP: judgements, answers to judge, exports and erasures, and the Redis that keeps them. What
 * a judgement is and how it is kept lives in {@code dev.attune.feedback}; how answers are drawn in {@code server.chat}.
 */
@NullMarked
package dev.attune.server.feedback;

import org.jspecify.annotations.NullMarked;
