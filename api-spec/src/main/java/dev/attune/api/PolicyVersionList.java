package dev.attune.api;

import java.util.List;

/** Versions, accepted and rejected, the newest first. */
public record PolicyVersionList(String object, List<PolicyVersion> data) {}
