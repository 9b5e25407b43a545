package dev.attune.serving.engine;

/**
 * One token as it was drawn.
 *
 * @param id the token
 * @param logprob natural log of its probability under the model at temperature 1 before penalties and truncation
 * @param topIds the likeliest ids, best first; empty unless asked for
 * @param topLogprobs their log-probabilities
 * @param end whether this token ends the completion (it belongs to the record, not to the text)
 */
public record Token(int id, float logprob, int[] topIds, float[] topLogprobs, boolean end) {}
