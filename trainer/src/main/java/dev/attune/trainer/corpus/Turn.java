package dev.attune.trainer.corpus;

import java.util.List;

/**
 * A question, a good answer, and the rules that any good answer meets.
 *
 * @param rules as {@link Rules} reads them; all must hold
 */
record Turn(String question, String answer, List<String> rules) {
    Turn {
        rules = List.copyOf(rules);
    }

    Turn asking(String other) {
        return new Turn(other, answer, rules);
    }
}
