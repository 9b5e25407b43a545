package dev.attune.server.metrics;

import java.util.List;
import java.util.Map;

/**
 * What is counted of training.
 *
 * @param states all there are
 * @param state the one of now
 * @param metrics the newest numbers by TRL's names
 * @param trainerAlive whether this server's child runs
 * @param trainerStarts how often it was started
 */
public record TrainingNumbers(
        List<String> states,
        String state,
        long cycle,
        long step,
        Map<String, Double> metrics,
        boolean trainerAlive,
        long trainerStarts) {}
