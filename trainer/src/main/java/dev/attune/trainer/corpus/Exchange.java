package dev.attune.trainer.corpus;

import java.util.List;

/**
 * Turns that belong together: a question and what follows from it.
 *
 * @param kind what the check list counts the last turn under
 */
record Exchange(String kind, List<Turn> turns) {
    Exchange {
        turns = List.copyOf(turns);
        if (turns.isEmpty()) {
            throw new IllegalArgumentException("turns must not be empty, kind was " + kind);
        }
    }

    Turn last() {
        return turns.get(turns.size() - 1);
    }

    List<String> questions() {
        return turns.stream().map(Turn::question).toList();
    }
}
