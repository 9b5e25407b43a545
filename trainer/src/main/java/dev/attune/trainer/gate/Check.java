package dev.attune.trainer.gate;

/** One thing a candidate must show. */
interface Check {
    Finding on(Trial trial);
}
