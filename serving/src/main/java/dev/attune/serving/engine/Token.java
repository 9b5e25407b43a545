package dev.attune.serving.engine;

/**
 * One token as it was drawn.
 *
 * @param id the token
 * @param logprob natural log of its probability under the model at temperature 1 before penalties and truncation: what the
 *     API reports
 * @param behaviourLogprob natural log of the probability it was drawn with: after penalties, bias, bans, temperature and
 *     cuts. 0 where there was no choice, as at temperature 0. What importance ratios divide by
 * @param topIds the likeliest ids, best first; empty unless asked for
 * @param topLogprobs their log-probabilities
 * @param end whether this token ends the completion (it belongs to the record, not to the text)
 */
public record Token(int id, float logprob, float behaviourLogprob, int[] topIds, float[] topLogprobs, boolean end) {}
