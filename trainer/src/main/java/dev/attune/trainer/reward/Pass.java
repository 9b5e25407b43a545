package dev.attune.trainer.reward;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.attune.trainer.data.RankedPrompt;
import dev.attune.trainer.data.RatedAnswer;
import java.util.ArrayList;
import java.util.List;

/**
 * What goes through the network at once: whole judgements, each answer of each of them in one row. Immutable.
 *
 * @param rows the answers
 * @param pairs what was preferred to what
 * @param thumbs what got a thumb
 */
record Pass(TokenRows rows, List<Compared> pairs, List<Rated> thumbs) {

    /**
     * A pair, by the rows of its answers.
     *
     * @param weights {@code [H]}, how much it counts for each head
     */
    @SuppressWarnings("ArrayRecordComponent") // handed straight to the engine, never compared
    record Compared(int winner, int loser, double[] weights) {}

    /** A thumb, by the row of its answer. */
    @SuppressWarnings("ArrayRecordComponent") // handed straight to the engine, never compared
    record Rated(int row, RatedAnswer thumb, double[] weights) {}

    static Pass of(List<Lot> lots) {
        List<int[]> answers = new ArrayList<>();
        List<Compared> pairs = new ArrayList<>();
        List<Rated> thumbs = new ArrayList<>();
        for (Lot lot : lots) {
            int row = answers.size();
            if (lot.judgement() instanceof RankedPrompt ranked) {
                ranked.pairs()
                        .forEach(pair -> pairs.add(
                                new Compared(row + pair.winner(), row + pair.loser(), lot.weights(pair.weight()))));
            } else if (lot.judgement() instanceof RatedAnswer thumb) {
                thumbs.add(new Rated(row, thumb, lot.weights(thumb.weight())));
            }
            answers.addAll(lot.judgement().answers());
        }
        return new Pass(TokenRows.of(answers), pairs, thumbs);
    }

    /**
     * The sum of all losses over judgements and heads, weighed.
     *
     * @param scores {@code [N,H]}, one row for each of ours
     * @return {@code []}
     */
    NDArray loss(NDArray scores, PreferenceLoss loss, UserThresholds thresholds) {
        NDManager step = scores.getManager();
        NDArray sum = step.create(0f);
        if (!pairs.isEmpty()) {
            NDArray winners =
                    step.create(pairs.stream().mapToLong(Compared::winner).toArray()); // [P]
            NDArray losers =
                    step.create(pairs.stream().mapToLong(Compared::loser).toArray()); // [P]
            NDArray weights = table(pairs.stream().map(Compared::weights).toList(), step); // [P,H]
            sum = sum.add(loss.rankings(scores, winners, losers, weights));
        }
        if (!thumbs.isEmpty()) {
            NDArray rated = step.create(thumbs.stream().mapToLong(Rated::row).toArray()); // [R]
            NDArray signs = table(each(rating -> rating.thumb().up() ? 1 : -1), step); // [R,1]
            NDArray bars = table(each(rating -> thresholds.of(rating.thumb().user())), step); // [R,1]
            NDArray weights = table(thumbs.stream().map(Rated::weights).toList(), step); // [R,H]
            sum = sum.add(loss.thumbs(scores, rated, signs, bars, weights));
        }
        return sum;
    }

    private interface Number {
        double of(Rated rating);
    }

    private List<double[]> each(Number number) {
        return thumbs.stream().map(rating -> new double[] {number.of(rating)}).toList();
    }

    private static NDArray table(List<double[]> rows, NDManager step) {
        int columns = rows.get(0).length;
        float[] flat = new float[rows.size() * columns];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = (float) rows.get(i / columns)[i % columns];
        }
        return step.create(flat, new Shape(rows.size(), columns));
    }
}
