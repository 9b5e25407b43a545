package dev.attune.load.drill;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.attune.load.drill.TrainerKiller.Killed;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What became of promises while the trainer was killed.
 *
 * @param kills that found their victim
 * @param killsWhile by what it was doing; {@code starting} until it first says something
 * @param unexplainedDeaths starts of the trainer's process beyond those that the kills explain
 * @param forgottenStarts cycles that were asked for, and neither began nor stayed asked
 * @param cycles that were planned
 * @param abandoned of them, those of which nothing came
 * @param madeTwice cycles of which two versions of one kind came
 * @param acknowledged judgements that the server said it has
 * @param missing of them, those that their user's own list lacks or has in another revision
 * @param miscounted judgements by which the trainer's counts of each kind differ from what was acknowledged
 * @param used judgements in the cycles that something came of, each in the first that has it
 * @param waiting for the next cycle, as the trainer says
 * @param brokenBooks cycles whose data are not those of the cycle before and their own new ones
 * @param failed streams that ended with an error, or without {@code [DONE]}, or with fewer tokens than asked for
 * @param mixed streams that named more than one version
 * @param remade version that was made again by a trainer that nobody disturbed; 0 if none was to be
 * @param remadeAlike whether its weights are the same to the bit
 */
record TrainerVerdict(
        int kills,
        @JsonProperty("kills_while") Map<String, Integer> killsWhile,
        @JsonProperty("unexplained_deaths") long unexplainedDeaths,
        @JsonProperty("forgotten_starts") int forgottenStarts,
        int cycles,
        int published,
        int refused,
        int abandoned,
        @JsonProperty("made_twice") int madeTwice,
        int acknowledged,
        int missing,
        long miscounted,
        long used,
        long waiting,
        @JsonProperty("broken_books") int brokenBooks,
        int streams,
        int failed,
        int mixed,
        long remade,
        @JsonProperty("remade_alike") boolean remadeAlike,
        double seconds) {

    /**
     * What the server and its store say in the end.
     *
     * @param starts of the trainer's process
     * @param evidence the trainer's counts
     * @param cycles in order
     * @param made how many versions of a cycle and kind there are, by both
     * @param revisions of all judgements in people's own lists, by the server's name
     */
    record Kept(
            long starts,
            Map<String, Long> evidence,
            List<CycleBook> cycles,
            Map<String, Integer> made,
            Map<String, Integer> revisions) {}

    /** What became of streams. */
    record Streams(int all, int failed, int mixed) {}

    /** @param version 0 if there was none to make again */
    record Remade(long version, boolean alike) {}

    /**
     * Compares.
     *
     * @param promised kind of every judgement that was acknowledged, by the server's name
     */
    static TrainerVerdict of(
            Killed killed,
            int forgottenStarts,
            Map<String, String> promised,
            Kept kept,
            Streams streams,
            Remade remade,
            double seconds) {
        List<CycleBook> counting =
                kept.cycles().stream().filter(CycleBook::counts).toList();
        return new TrainerVerdict(
                killed.count(),
                new TreeMap<>(killed.whileAt()),
                kept.starts() - 1 - killed.count(),
                forgottenStarts,
                kept.cycles().size(),
                count(kept, "published"),
                count(kept, "refused"),
                kept.cycles().size() - counting.size(),
                (int) kept.made().values().stream().filter(made -> made > 1).count(),
                promised.size(),
                (int) promised.keySet().stream()
                        .filter(id -> kept.revisions().getOrDefault(id, 0) != 1)
                        .count(),
                miscounted(promised, kept.evidence()),
                counting.stream().mapToLong(CycleBook::newJudgements).sum(),
                kept.evidence().getOrDefault("judgements_new", -1L),
                brokenBooks(counting),
                streams.all(),
                streams.failed(),
                streams.mixed(),
                remade.version(),
                remade.alike(),
                seconds);
    }

    /** Whether serving went on, every cycle ended, and each judgement is in exactly one of them or waits for the next. */
    boolean holds() {
        boolean untouched = failed == 0 && mixed == 0;
        boolean resumed = unexplainedDeaths == 0 && forgottenStarts == 0 && abandoned == 0 && madeTwice == 0;
        boolean usedOnce = missing == 0 && miscounted == 0 && brokenBooks == 0 && used + waiting == acknowledged;
        return untouched && resumed && usedOnce && (remade == 0 || remadeAlike);
    }

    private static int count(Kept kept, String result) {
        return (int) kept.cycles().stream()
                .filter(cycle -> cycle.result().equals(result))
                .count();
    }

    private static long miscounted(Map<String, String> promised, Map<String, Long> evidence) {
        Map<String, Long> byKind = new HashMap<>();
        promised.values().forEach(kind -> byKind.merge(kind, 1L, Long::sum));
        byKind.put("judgements", (long) promised.size());
        return byKind.entrySet().stream()
                .mapToLong(kind -> Math.abs(evidence.getOrDefault(kind.getKey(), 0L) - kind.getValue()))
                .sum();
    }

    private static int brokenBooks(List<CycleBook> counting) {
        int broken = 0;
        long before = 0;
        for (CycleBook cycle : counting) {
            broken += cycle.judgements() == before + cycle.newJudgements() ? 0 : 1;
            before = cycle.judgements();
        }
        return broken;
    }
}
