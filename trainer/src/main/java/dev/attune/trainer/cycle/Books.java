package dev.attune.trainer.cycle;

import java.util.Map;
import java.util.TreeMap;

/**
 * What came in and what was made of it, counted. One thread.
 *
 * @param intake what was read
 * @param cycles what was begun
 * @param need what the next one needs
 */
record Books(Intake intake, CycleFolders cycles, Need need) {

    boolean isDue() {
        return need.isDue(newJudgements(), sinceLastMs());
    }

    /** Acts of feedback since the last cycle that made something of them. */
    long newJudgements() {
        return intake.read().judgements()
                - cycles.lastThatCounts()
                        .map(folder -> folder.plan().judgements())
                        .orElse(0L);
    }

    /** Number of the last cycle; 0 before the first. */
    long lastNumber() {
        return cycles.last().map(folder -> folder.plan().number()).orElse(0L);
    }

    long nextNumber() {
        return lastNumber() + 1;
    }

    /** For the status. */
    Map<String, Long> evidence() {
        Map<String, Long> counts = new TreeMap<>(intake.read().byKind());
        counts.put("judgements", intake.read().judgements());
        counts.put("judgements_new", newJudgements());
        counts.put("judgements_due", need.dueAt(sinceLastMs()));
        return counts;
    }

    private long sinceLastMs() {
        return cycles.last()
                .flatMap(CycleFolder::outcome)
                .map(outcome -> System.currentTimeMillis() - outcome.atMs())
                .orElse(Long.MAX_VALUE);
    }
}
