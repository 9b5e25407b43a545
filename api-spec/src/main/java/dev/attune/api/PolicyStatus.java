package dev.attune.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which version answers, which could, and how that came about. {@code current} is what this server serves, {@code target} what it
 * should; {@code state} and {@code message} say why the two differ, if they do.
 */
public record PolicyStatus(
        String object,
        @Nullable PolicyVersion current,
        @Nullable PolicyVersion previous,
        @Nullable PolicyVersion canary,
        long target,
        boolean held,
        String state,
        String message,
        List<PolicyDecision> decisions) {}
