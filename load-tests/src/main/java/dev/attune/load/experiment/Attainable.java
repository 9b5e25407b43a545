package dev.attune.load.experiment;

import java.util.Arrays;
import java.util.List;

/**
 * What the best policy for a taste would reach at some KL, told from many answers of the policy that is to be bettered.
 *
 * @param winRate of the tilted samples against those they were tilted from, ties as halves
 * @param kl mean over prompts, nats; at most what was allowed, and at most what so many samples can show
 * @param lengthRatio words of the tilted over words of the others
 */
record Attainable(double winRate, double kl, double lengthRatio) {

    /** Answers of one policy to one prompt, drawn independently. */
    record Samples(Ask ask, List<String> answers) {
        double[] worth(Preference taste) {
            return answers.stream()
                    .mapToDouble(answer -> taste.score(ask, answer))
                    .toArray();
        }

        double[] words() {
            return answers.stream()
                    .mapToDouble(answer -> Property.words(answer).size())
                    .toArray();
        }
    }

    static Attainable of(List<Samples> samples, Preference taste, double kl) {
        List<double[]> worth = samples.stream().map(each -> each.worth(taste)).toList();
        double price = Tilt.priceFor(worth, kl);
        double wins = 0;
        double reached = 0;
        double tilted = 0;
        double plain = 0;
        for (int i = 0; i < samples.size(); i++) {
            Tilt tilt = Tilt.ofSamples(worth.get(i), price);
            wins += tilt.mean(winsOverAll(worth.get(i)));
            reached += tilt.kl();
            double[] words = samples.get(i).words();
            tilted += tilt.mean(words);
            plain += Arrays.stream(words).average().orElseThrow();
        }
        return new Attainable(wins / samples.size(), reached / samples.size(), tilted / plain);
    }

    private static double[] winsOverAll(double[] worth) {
        return Arrays.stream(worth)
                .map(mine -> Arrays.stream(worth)
                        .map(other -> WinRate.point(mine, other))
                        .average()
                        .orElseThrow())
                .toArray();
    }
}
