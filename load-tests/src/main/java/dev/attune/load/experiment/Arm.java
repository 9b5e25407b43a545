package dev.attune.load.experiment;

/**
 * One way to teach, on a server of its own.
 *
 * @param thumbsOnly no rankings and no demonstrations; a thumb on every answer that would have been ranked
 * @param rounds of teaching and training
 * @param roundShare how much of a usual round people do in each
 */
record Arm(String name, Labels labels, boolean thumbsOnly, int rounds, int roundShare) {}
