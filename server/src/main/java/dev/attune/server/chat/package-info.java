/**
 * A chat or text request from its fields to its reply: prompt, sampling, completions, whole or streamed. HTTP as such lies in
 * {@code http}, the drawing of tokens in {@code dev.attune.serving}.
 */
@NullMarked
package dev.attune.server.chat;

import org.jspecify.annotations.NullMarked;
