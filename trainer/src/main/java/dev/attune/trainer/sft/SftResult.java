package dev.attune.trainer.sft;

import java.nio.file.Path;

/**
 * How a run ended.
 *
 * @param finished whether it came to its last step; otherwise it was stopped and can be resumed
 * @param step steps done
 * @param heldOutLoss the best checkpoint's, nats per token; not a number when nothing was held out
 * @param model folder of the model, there when the run has finished
 */
public record SftResult(boolean finished, long step, double heldOutLoss, Path model) {}
