package dev.attune.trainer.data;

import dev.attune.feedback.dataset.Example;
import dev.attune.feedback.hygiene.CleanExamples;
import dev.attune.feedback.hygiene.Split;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes token sequences of cleaned examples: rankings with all that was said of a prompt together, thumbs, demonstrations. The same
 * examples give the same result. One thread.
 */
public final class PreferenceAssembly {
    private final AnswerTokens tokens;
    private final Map<String, Double> userWeights;

    private PreferenceAssembly(AnswerTokens tokens, Map<String, Double> userWeights) {
        this.tokens = tokens;
        this.userWeights = userWeights;
    }

    /** What one split has to learn from, each user weighed as hygiene says. */
    public static Preferences of(CleanExamples clean, Split split, AnswerTokens tokens) {
        return of(clean.of(split), clean.weights(), tokens);
    }

    /** @param userWeights by pseudonym; 1 for who is not there */
    public static Preferences of(List<Example> examples, Map<String, Double> userWeights, AnswerTokens tokens) {
        return new PreferenceAssembly(tokens, userWeights).assemble(examples);
    }

    private Preferences assemble(List<Example> examples) {
        // By prompt too: in a file from elsewhere an id may mean anything.
        Map<List<Object>, List<Example.Pair>> byRanking = new LinkedHashMap<>();
        List<RatedAnswer> thumbs = new ArrayList<>();
        List<int[]> demonstrations = new ArrayList<>();
        LeftOut before = tokens.leftOut();
        for (Example example : examples) {
            if (example instanceof Example.Pair pair) {
                byRanking
                        .computeIfAbsent(List.of(pair.origin().id(), pair.prompt()), key -> new ArrayList<>())
                        .add(pair);
            } else if (example instanceof Example.Rated rated) {
                tokens.of(rated.prompt(), rated.answer()).ifPresent(ids -> thumbs.add(thumb(rated, ids)));
            } else if (example instanceof Example.Demonstrated demonstrated) {
                tokens.of(demonstrated.messages()).ifPresent(demonstrations::add);
            }
        }
        PromptGroups groups = new PromptGroups(tokens);
        byRanking.values().forEach(ranking -> groups.add(ranking, weight(ranking.get(0))));
        LeftOut leftOut = tokens.leftOut().minus(before).withSelfCompared(groups.selfCompared());
        return new Preferences(groups.ranked(), thumbs, demonstrations, leftOut);
    }

    private RatedAnswer thumb(Example.Rated rated, int[] ids) {
        return new RatedAnswer(ids, rated.origin().user(), rated.good(), weight(rated));
    }

    private double weight(Example example) {
        return userWeights.getOrDefault(example.origin().user(), 1.0);
    }
}
