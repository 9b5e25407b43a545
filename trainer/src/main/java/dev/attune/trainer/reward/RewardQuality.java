package dev.attune.trainer.reward;

import dev.attune.trainer.statistics.Wilson;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How well scores agree with people. Not a number where there was nothing to compare.
 *
 * @param pairs how many preferences were looked at
 * @param accuracy share of them whose winner scored higher; equal scores count half
 * @param agreementLow the lower 95 % bound of {@code accuracy}, preferences about one prompt hanging together; where nothing was compared, that
 *     of {@code thumbAuroc}. At ½ or below the scores may know nothing
 * @param loss mean of −log σ(r_winner − r_loser)
 * @param auroc the chance that a preference's margin is above that of a preference turned round
 * @param calibrationError expected calibration error of σ(|margin|) as the chance of being right, ten bins of equal width
 *     from ½ to 1 (Guo and others, arXiv 1706.04599, equation 3)
 * @param thumbs how many thumbs were looked at
 * @param thumbAuroc the chance that an answer with a thumb up scores above one with a thumb down
 */
public record RewardQuality(
        long pairs,
        double accuracy,
        double agreementLow,
        double loss,
        double auroc,
        double calibrationError,
        long thumbs,
        double thumbAuroc) {
    /** Nobody said anything. */
    static final RewardQuality NONE = of(List.of(), List.of(), List.of());

    private static final int BINS = 10;

    /**
     * @param byPrompt r_winner − r_loser of each preference, those about one prompt together
     * @param ups scores of answers with a thumb up
     * @param downs scores of answers with a thumb down
     */
    static RewardQuality of(List<List<Double>> byPrompt, List<Double> ups, List<Double> downs) {
        List<Double> margins = byPrompt.stream().flatMap(Collection::stream).toList();
        List<Double> turned = margins.stream().map(margin -> -margin).toList();
        return new RewardQuality(
                margins.size(),
                mean(right(margins)),
                margins.isEmpty() ? aurocLow(ups, downs) : accuracyLow(byPrompt),
                mean(margins.stream()
                        .map(margin -> Math.log1p(Math.exp(-Math.abs(margin))) + Math.max(0, -margin))
                        .toList()),
                auroc(margins, turned),
                calibrationError(margins),
                ups.size() + (long) downs.size(),
                auroc(ups, downs));
    }

    /** By the names under which they are logged. */
    public Map<String, Double> metrics() {
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("reward/accuracy", accuracy);
        metrics.put("reward/agreement_low", agreementLow);
        metrics.put("reward/held_out_loss", loss);
        metrics.put("reward/auroc", auroc);
        metrics.put("reward/calibration_error", calibrationError);
        metrics.put("reward/thumb_auroc", thumbAuroc);
        metrics.values().removeIf(value -> value.isNaN());
        return metrics;
    }

    /** For people. */
    String sentence() {
        if (pairs + thumbs == 0) {
            return "nothing was held out to measure by";
        }
        return String.format(
                Locale.ROOT,
                "held-out: %,d preferences, %.1f %% right, AUROC %.3f, calibration error %.3f; %,d thumbs, AUROC %.3f",
                pairs,
                100 * accuracy,
                auroc,
                calibrationError,
                thumbs,
                thumbAuroc);
    }

    /** The chance that a positive is above a negative, equals counting half (Mann and Whitney's U over its most). */
    static double auroc(List<Double> positives, List<Double> negatives) {
        record Scored(double score, boolean positive) {}
        List<Scored> all = new ArrayList<>();
        positives.forEach(score -> all.add(new Scored(score, true)));
        negatives.forEach(score -> all.add(new Scored(score, false)));
        all.sort(Comparator.comparingDouble(Scored::score));
        double rankSum = 0;
        for (int from = 0, to; from < all.size(); from = to) {
            to = from;
            int tiedPositives = 0;
            while (to < all.size() && all.get(to).score() == all.get(from).score()) {
                tiedPositives += all.get(to++).positive() ? 1 : 0;
            }
            rankSum += tiedPositives * (from + 1 + to) / 2.0;
        }
        double n = positives.size();
        return (rankSum - n * (n + 1) / 2) / (n * negatives.size());
    }

    private static double accuracyLow(List<List<Double>> byPrompt) {
        return Wilson.ofGroups(byPrompt.stream()
                        .filter(margins -> !margins.isEmpty())
                        .map(RewardQuality::right)
                        .toList())
                .low();
    }

    /** Under scores that know nothing U has the variance mn(m + n + 1)/12 (Mann and Whitney, Annals of Mathematical Statistics 18 (1947)). */
    private static double aurocLow(List<Double> ups, List<Double> downs) {
        double m = ups.size();
        double n = downs.size();
        return auroc(ups, downs) - Wilson.Z95 * Math.sqrt((m + n + 1) / (12 * m * n));
    }

    static double calibrationError(List<Double> margins) {
        double[] surplus = new double[BINS];
        for (double margin : margins) {
            double confidence = 1 / (1 + Math.exp(-Math.abs(margin)));
            surplus[Math.min(BINS - 1, (int) ((2 * confidence - 1) * BINS))] += confidence - right(margin);
        }
        double sum = 0;
        for (double bin : surplus) {
            sum += Math.abs(bin);
        }
        return sum / margins.size();
    }

    static double right(double margin) {
        return margin > 0 ? 1 : margin == 0 ? 0.5 : 0;
    }

    private static List<Double> right(List<Double> margins) {
        return margins.stream().map(RewardQuality::right).toList();
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }
}
