package dev.attune.trainer.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How many examples teach nobody, by reason. Immutable.
 *
 * @param tooLong sequences longer than the context
 * @param unanswered conversations in which the assistant says nothing
 * @param refused conversations that the chat template does not take
 * @param selfCompared pairs of answers that read the same
 */
public record LeftOut(long tooLong, long unanswered, long refused, long selfCompared) {
    public static final LeftOut NOTHING = new LeftOut(0, 0, 0, 0);

    /** Each reason that occurred with its count. */
    public String sentence() {
        List<String> reasons = new ArrayList<>();
        add(reasons, tooLong, "longer than the context");
        add(reasons, unanswered, "without an answer");
        add(reasons, refused, "refused by the chat template");
        add(reasons, selfCompared, "compared with themselves");
        return reasons.isEmpty() ? "nothing left out" : "left out: " + String.join(", ", reasons);
    }

    LeftOut minus(LeftOut before) {
        return new LeftOut(
                tooLong - before.tooLong,
                unanswered - before.unanswered,
                refused - before.refused,
                selfCompared - before.selfCompared);
    }

    LeftOut withSelfCompared(long count) {
        return new LeftOut(tooLong, unanswered, refused, count);
    }

    private static void add(List<String> reasons, long count, String reason) {
        if (count > 0) {
            reasons.add(String.format(Locale.ROOT, "%,d %s", count, reason));
        }
    }
}
