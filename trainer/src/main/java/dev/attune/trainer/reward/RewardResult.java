package dev.attune.trainer.reward;

/**
 * How a training ended.
 *
 * @param finished whether the model is there; otherwise it was halted
 * @param quality on judgements that were not learned from
 */
public record RewardResult(boolean finished, RewardQuality quality) {}
