package dev.attune.serving.checkpoint;

import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/**
 * Which version of a model is served, and by whose decision.
 *
 * @param current the version that new answers are drawn from
 * @param before versions that were served before it and may be gone back to, the last one last
 * @param held whether what the gate accepts must wait for a person
 * @param decisions what was decided about serving, oldest first; the oldest are given up
 */
public record Served(long current, List<Long> before, boolean held, List<Decision> decisions) {
    public Served {
        before = List.copyOf(before);
        decisions = List.copyOf(decisions);
    }

    /**
     * One decision.
     *
     * @param action what was done
     * @param version what is served because of it; for a refusal what was refused
     * @param by who decided: {@code gate}, {@code server}, or a person
     */
    public record Decision(Instant at, Action action, long version, String by, String reason) {}

    /** What can be decided. */
    public enum Action {
        IMPORT,
        PROMOTE,
        ROLLBACK,
        HOLD,
        RELEASE,
        REFUSE
    }

    /** What a rollback goes to. */
    public OptionalLong previous() {
        return before.isEmpty() ? OptionalLong.empty() : OptionalLong.of(before.get(before.size() - 1));
    }

    /** The newest decision. */
    public Decision decision() {
        return decisions.get(decisions.size() - 1);
    }
}
