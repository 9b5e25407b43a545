/**
 * From judgements to a published version: what is due when, one cycle after the other, each in a folder that an interrupted trainer
 * goes on from. How a stage learns is decided in the packages of the stages.
 */
@NullMarked
package dev.attune.trainer.cycle;

import org.jspecify.annotations.NullMarked;
