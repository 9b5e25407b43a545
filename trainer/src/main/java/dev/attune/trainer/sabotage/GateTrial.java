package dev.attune.trainer.sabotage;

import dev.attune.trainer.gate.Verdict;
import dev.attune.trainer.sabotage.GateReport.Candidate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Whether the gate tells good candidates from sabotaged ones: five policies that learned what people like, and twenty-one that learned
 * something else, were tampered with or come too late, on a network of a few thousand weights that reward models of different people teach
 * and judge. The same candidates in every trial. One thread.
 */
public final class GateTrial {
    private static final int GOOD = 5;
    private static final long PARENT = 1;

    private final SabotageWorld world;
    private final Consumer<Candidate> watcher;
    private final List<Candidate> candidates = new ArrayList<>();

    private GateTrial(SabotageWorld world, Consumer<Candidate> watcher) {
        this.world = world;
        this.watcher = watcher;
    }

    /**
     * Makes every candidate and asks the gate about it.
     *
     * @param folder where they are made: empty, some megabytes, left for the caller to delete
     * @param watcher hears of each as soon as the gate has spoken
     */
    public static GateReport run(Path folder, Consumer<Candidate> watcher) {
        try (SabotageWorld world = new SabotageWorld(folder)) {
            GateTrial trial = new GateTrial(world, watcher);
            trial.all();
            return new GateReport(trial.candidates);
        }
    }

    private void all() {
        Path good = world.learned(world.people, 1);
        asked("seed 1", false, verdict(good));
        for (int seed = 2; seed <= GOOD; seed++) {
            asked("seed " + seed, false, verdict(world.learned(world.people, seed)));
        }
        Sabotage.taughtWrong(world).forEach((name, made) -> asked(name, true, verdict(made.get())));
        Sabotage.tampered(world, good).forEach((name, made) -> asked(name, true, verdict(made.get())));
        asked("stale base", true, world.verdict(good, PARENT + 1, world.people));
        asked("guessed labels", true, world.verdict(world.learned(world.guessers, 9), PARENT, world.guessers));
    }

    private Verdict verdict(Path candidate) {
        return world.verdict(candidate, PARENT, world.people);
    }

    private void asked(String name, boolean sabotaged, Verdict verdict) {
        Candidate candidate = Candidate.of(name, sabotaged, verdict);
        candidates.add(candidate);
        watcher.accept(candidate);
    }
}
