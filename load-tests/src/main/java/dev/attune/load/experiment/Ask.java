package dev.attune.load.experiment;

/**
 * Something a person says first.
 *
 * @param kind what it is about
 * @param name by which the person introduced themselves; empty if they did not
 */
record Ask(String kind, String text, String name) {}
