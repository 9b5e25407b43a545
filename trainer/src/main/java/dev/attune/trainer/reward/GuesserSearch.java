package dev.attune.trainer.reward;

import ai.djl.pytorch.engine.PtNDManager;
import dev.attune.trainer.data.Preferences;
import dev.attune.trainer.data.RankedPrompt;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Looks for those who guess, by what a short training on some of the rankings makes of all of them, and weighs them down. */
final class GuesserSearch {
    /** A short training knows well enough what most people prefer when it has seen so many. */
    private static final int ENOUGH_RANKINGS = 700;

    private GuesserSearch() {}

    /** What people said, weighed; empty if the search was halted. */
    static Optional<Preferences> weighed(RewardTask task, RewardWatcher watcher, PtNDManager manager) {
        Preferences people = task.people();
        RewardRecipe recipe = task.recipe();
        if (recipe.guessers() == 0 || people.rankings().isEmpty()) {
            return Optional.of(people);
        }
        RewardTask look = new RewardTask(task.model(), task.out(), some(people, recipe.seed()), task.heldOut(), recipe);
        return RewardTraining.scores(look, recipe.forALook(), people.rankings(), watcher, manager)
                .map(scores -> {
                    Reliability reliability = Reliability.of(people.rankings(), scores, recipe.guessers());
                    int guessing = reliability.guessing().size();
                    if (guessing > 0) {
                        watcher.note(guessing + " of " + reliability.careful().size()
                                + " people rank as if they guessed, or see things another way; they count for less");
                    }
                    return reliability.weigh(people);
                });
    }

    private static Preferences some(Preferences people, long seed) {
        List<RankedPrompt> rankings = new ArrayList<>(people.rankings());
        Collections.shuffle(rankings, new Random(seed));
        List<RankedPrompt> some = rankings.subList(0, Math.min(ENOUGH_RANKINGS, rankings.size()));
        return new Preferences(some, List.of(), List.of(), people.leftOut());
    }
}
