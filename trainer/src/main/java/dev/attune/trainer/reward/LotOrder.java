package dev.attune.trainer.reward;

import dev.attune.trainer.data.Judgement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/** The order in which judgements are learned from, cut into steps and passes. Depends on the recipe and the judgements alone. */
final class LotOrder {
    private LotOrder() {}

    /** The judgements of each step, over all epochs. */
    static List<List<Lot>> steps(List<Judgement> judgements, RewardRecipe recipe) {
        Random random = new Random(recipe.seed());
        List<Lot> lots = new ArrayList<>();
        for (Judgement judgement : judgements) {
            lots.add(new Lot(judgement, turns(recipe.heads(), random)));
        }
        long wanted = Math.max(1, Math.round(recipe.epochs() * lots.size()));
        List<Lot> line = new ArrayList<>();
        while (line.size() < wanted) {
            Collections.shuffle(lots, random);
            line.addAll(lots.subList(0, (int) Math.min(lots.size(), wanted - line.size())));
        }
        return cut(line, recipe.stepAnswers());
    }

    /** The passes of a step: neighbours in length, each no larger than the recipe allows unless one judgement is. */
    static List<Pass> passes(List<Lot> step, int passTokens) {
        List<Lot> sorted = new ArrayList<>(step);
        sorted.sort(Comparator.comparingInt(LotOrder::columns));
        List<Pass> passes = new ArrayList<>();
        List<Lot> pass = new ArrayList<>();
        int rows = 0;
        for (Lot lot : sorted) {
            int more = lot.judgement().answers().size();
            // Sorted, so the next is the longest: it decides what the pass costs with it.
            if (!pass.isEmpty() && (long) (rows + more) * columns(lot) > passTokens) {
                passes.add(Pass.of(pass));
                pass.clear();
                rows = 0;
            }
            pass.add(lot);
            rows += more;
        }
        passes.add(Pass.of(pass));
        return passes;
    }

    /**
     * One head sees everything once. Several see each judgement as often as chance says, once in the mean: so they come to differ where
     * the judgements do not decide (bootstrap; Osband and others, arXiv 1602.04621, section 3).
     */
    private static int[] turns(int heads, Random random) {
        int[] turns = new int[heads];
        if (heads == 1) {
            turns[0] = 1;
        } else {
            Arrays.setAll(turns, head -> poisson(random));
        }
        return turns;
    }

    /** A number with mean 1, by counting how many uniform draws it takes for their product to fall below 1/e. */
    private static int poisson(Random random) {
        int count = 0;
        for (double product = random.nextDouble(); product > Math.exp(-1); product *= random.nextDouble()) {
            count++;
        }
        return count;
    }

    private static List<List<Lot>> cut(List<Lot> line, int stepAnswers) {
        List<List<Lot>> steps = new ArrayList<>();
        List<Lot> step = new ArrayList<>();
        int answers = 0;
        for (Lot lot : line) {
            step.add(lot);
            answers += lot.judgement().answers().size();
            if (answers >= stepAnswers) {
                steps.add(step);
                step = new ArrayList<>();
                answers = 0;
            }
        }
        if (!step.isEmpty()) {
            steps.add(step);
        }
        return steps;
    }

    private static int columns(Lot lot) {
        return TokenRows.columns(lot.judgement().answers());
    }
}
