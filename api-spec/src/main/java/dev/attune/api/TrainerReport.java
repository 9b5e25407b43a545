package dev.attune.api;

/** The process that trains, as this server sees it. */
public record TrainerReport(String kind, boolean alive, long starts, String message) {}
