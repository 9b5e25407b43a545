package dev.attune.load.experiment;

import dev.attune.load.experiment.Talk.Answer;
import dev.attune.load.experiment.Talk.Exchange;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Prompts of people who teach nothing, and what the policy that is to be bettered answered before anybody taught it. Immutable.
 *
 * @param before several answers to each
 */
record HeldOut(List<Ask> asks, List<Exchange> before, Preference taste) {
    /** Answers of other length than this share, and by more than two words, are not of the same length. */
    private static final double SAME_LENGTH = 0.2;

    private static final int SAME_WORDS = 2;

    /**
     * One policy on all prompts.
     *
     * @param versions that answered; one, unless something was swapped meanwhile
     */
    record Answers(List<Ask> asks, List<Exchange> exchanges, List<String> versions) {
        static Answers drawn(Talk talk, Crowd crowd, List<Ask> asks, int n) throws IOException {
            List<Exchange> exchanges =
                    crowd.all(asks, ask -> talk.ask("unseen-" + ask.text().hashCode() % 20, ask, n));
            return new Answers(
                    asks,
                    exchanges,
                    exchanges.stream()
                            .map(Exchange::version)
                            .distinct()
                            .sorted()
                            .toList());
        }

        List<String> firstTexts() {
            return IntStream.range(0, exchanges.size())
                    .mapToObj(prompt -> first(prompt).text())
                    .toList();
        }

        Answer first(int prompt) {
            return exchanges.get(prompt).answers().get(0);
        }
    }

    /** The first answer of each side, by the taste without noise. */
    WinRate winRate(Answers mine) {
        return winRate(
                mine,
                IntStream.range(0, asks.size())
                        .mapToObj(i -> before.get(i).answers().get(0).text())
                        .toList());
    }

    /** Against other texts for the same prompts. */
    WinRate winRate(Answers mine, List<String> others) {
        double wins = 0;
        for (int i = 0; i < asks.size(); i++) {
            wins += point(i, mine.first(i).text(), others.get(i));
        }
        return new WinRate(wins, asks.size());
    }

    /** Against the answer that is nearest in length, of those prompts where one is near. */
    WinRate lengthMatched(Answers mine) {
        double wins = 0;
        int trials = 0;
        for (int i = 0; i < asks.size(); i++) {
            String text = mine.first(i).text();
            int words = Property.words(text).size();
            String nearest = before.get(i).answers().stream()
                    .map(Answer::text)
                    .min(Comparator.comparingInt(
                            each -> Math.abs(Property.words(each).size() - words)))
                    .orElseThrow();
            int apart = Math.abs(Property.words(nearest).size() - words);
            if (apart <= SAME_WORDS || apart <= SAME_LENGTH * words) {
                wins += point(i, text, nearest);
                trials++;
            }
        }
        return new WinRate(wins, Math.max(1, trials));
    }

    /** Tokens of these answers over tokens of those before. */
    double lengthRatio(Answers mine) {
        double now = mine.exchanges().stream()
                .mapToInt(each -> each.answers().get(0).tokenIds().size())
                .sum();
        double then = before.stream()
                .mapToDouble(each -> each.answers().stream()
                        .mapToInt(answer -> answer.tokenIds().size())
                        .average()
                        .orElseThrow())
                .sum();
        return now / then;
    }

    private double point(int prompt, String mine, String other) {
        Ask ask = asks.get(prompt);
        return WinRate.point(taste.score(ask, mine), taste.score(ask, other));
    }
}
