package dev.attune.trainer.cycle;

import java.util.List;

/** What there was to learn from when a cycle was last thought of: it is read again when there is something else. Immutable. */
record Seen(long judgements, List<String> imported) {
    static final Seen NOTHING = new Seen(-1, List.of());
}
