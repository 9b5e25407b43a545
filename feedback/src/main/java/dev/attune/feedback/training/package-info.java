/**
 * What the trainer and the servers say to each other about training: its state, its events, and whether it should go on. Values
 * only; where they are kept is {@code feedback.redis}.
 */
@NullMarked
package dev.attune.feedback.training;

import org.jspecify.annotations.NullMarked;
