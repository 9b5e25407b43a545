package dev.attune.trainer.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/** What is to become small, as a function of weights that it knows; made anew for every batch. */
@FunctionalInterface
public interface Objective {
    /**
     * The sum of the losses of a batch's parts (tokens, pairs), not their mean.
     *
     * @param step owns all arrays made on the way; closed after the backward pass
     * @return one number, float32 or float64 {@code []}
     */
    NDArray sum(NDManager step);
}
