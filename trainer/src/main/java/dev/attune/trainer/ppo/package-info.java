/**
 * Policy optimisation: rollouts by the engine that serves, rewards with a price on leaving the reference, clipped updates,
 * and the cord that stops a run gone wrong. Where scores come from, and what becomes of the policy, is decided elsewhere.
 */
@NullMarked
package dev.attune.trainer.ppo;

import org.jspecify.annotations.NullMarked;
