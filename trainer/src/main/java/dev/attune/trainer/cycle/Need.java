package dev.attune.trainer.cycle;

import dev.attune.feedback.dataset.Example;
import dev.attune.feedback.hygiene.Split;
import java.util.ArrayList;
import java.util.List;

/** Whether a cycle is due, and whether there is enough to learn from. Immutable. */
final class Need {
    /** What is said as long as no cycle is due: somebody alone would otherwise wait for one that cannot come. */
    static final String WAITING =
            "waiting for feedback of several people: most of them teach, a few judge, a few are only asked";

    private static final int GROUPS = 3;

    private final DueRules rules;

    Need(DueRules rules) {
        this.rules = rules;
    }

    /** Whether so many judgements, so long after the last cycle, are worth another one. */
    boolean isDue(long newJudgements, long sinceLastMs) {
        return newJudgements >= rules.judgements()
                || newJudgements >= rules.judgementsAfterWait()
                        && sinceLastMs >= rules.patience().toMillis();
    }

    /** How many new judgements the next cycle begins with. */
    long dueAt(long sinceLastMs) {
        return sinceLastMs >= rules.patience().toMillis()
                ? Math.min(rules.judgements(), rules.judgementsAfterWait())
                : rules.judgements();
    }

    /** Whether people wrote enough to fine-tune on. */
    boolean fineTunes(Snapshot data) {
        return demonstrations(data) >= rules.demonstrations();
    }

    static long demonstrations(Snapshot data) {
        return data.of(Split.TRAIN, Example.Demonstrated.class).size();
    }

    /** What is missing, each in a few words; empty if a cycle can begin. */
    List<String> missing(Snapshot data) {
        List<String> missing = new ArrayList<>();
        people(missing, data);
        long pairs = data.of(Split.TRAIN, Example.Pair.class).size();
        long thumbs = data.of(Split.TRAIN, Example.Rated.class).size();
        long teaches = rules.thumbsAlone() ? pairs + thumbs : pairs;
        lack(missing, teaches, rules.comparisons(), rules.thumbsAlone() ? "judgements" : "comparisons of answers");
        lack(missing, judgements(data), rules.judgeComparisons(), "judgements of people who teach the judge");
        lack(missing, prompts(data), rules.heldOutPrompts(), "prompts of people nobody trains on");
        return missing;
    }

    /** Chance says who is in which group, so three people are the least, and a group may be empty even with more. */
    private static void people(List<String> missing, Snapshot data) {
        long teach = people(data, Split.TRAIN);
        long judge = people(data, Split.VALIDATION);
        long asked = people(data, Split.TEST);
        long all = teach + judge + asked;
        if (all < GROUPS) {
            missing.add("needs feedback of at least " + GROUPS + " people, has that of " + all);
        } else if (teach == 0 || judge == 0 || asked == 0) {
            missing.add("needs feedback of more people: of " + all + " so far " + teach + " happen to teach, " + judge
                    + " to judge and " + asked + " to be asked");
        }
    }

    private static long people(Snapshot data, Split split) {
        return data.of(split).stream()
                .map(example -> example.origin().author())
                .distinct()
                .count();
    }

    private static long judgements(Snapshot data) {
        return data.of(Split.VALIDATION).stream().filter(Example::isJudgement).count();
    }

    private static long prompts(Snapshot data) {
        return data.of(Split.TEST).stream().map(Example::prompt).distinct().count();
    }

    private static void lack(List<String> missing, long there, long needed, String what) {
        if (there < needed) {
            missing.add(there + " of " + needed + " " + what);
        }
    }
}
