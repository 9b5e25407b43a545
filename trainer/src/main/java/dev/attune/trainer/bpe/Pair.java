package dev.attune.trainer.bpe;

/** Two neighbouring tokens. */
record Pair(int left, int right) {}
