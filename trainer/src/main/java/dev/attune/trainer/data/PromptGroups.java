package dev.attune.trainer.data;

import dev.attune.feedback.Message;
import dev.attune.feedback.dataset.Answer;
import dev.attune.feedback.dataset.Example;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Rankings brought together by prompt, so that an answer which several people ranked goes through the network once an epoch: to
 * see it more often is to overfit (InstructGPT, arXiv 2203.02155, section 3.5). One thread.
 */
final class PromptGroups {
    /** Answers in one group at most: a prompt that everybody sends must not become a batch that fills the memory. */
    private static final int MOST_ANSWERS = 36;

    private final AnswerTokens tokens;
    private final Map<List<Message>, Group> open = new HashMap<>();
    private final List<Group> groups = new ArrayList<>();
    private long selfCompared;

    PromptGroups(AnswerTokens tokens) {
        this.tokens = tokens;
    }

    private static final class Group {
        final Map<IntBuffer, Integer> places = new HashMap<>();
        final List<int[]> answers = new ArrayList<>();
        final List<RankedPrompt.Pair> pairs = new ArrayList<>();
        double weight;

        void add(List<Tokens> ranking, double share, String user) {
            for (Tokens pair : ranking) {
                pairs.add(new RankedPrompt.Pair(place(pair.winner()), place(pair.loser()), share, user));
            }
        }

        private int place(int[] ids) {
            return places.computeIfAbsent(IntBuffer.wrap(ids), fresh -> {
                answers.add(ids);
                return answers.size() - 1;
            });
        }
    }

    /** A pair whose two answers have tokens. */
    private record Tokens(int[] winner, int[] loser) {}

    /** @param ranking the pairs of one judgement, of which answers whose tokens do not fit are left out */
    void add(List<Example.Pair> ranking, double userWeight) {
        List<Tokens> pairs = new ArrayList<>();
        Map<Answer, Optional<int[]>> known = new LinkedHashMap<>();
        for (Example.Pair pair : ranking) {
            Optional<int[]> winner = known.computeIfAbsent(pair.chosen(), answer -> tokens.of(pair.prompt(), answer));
            Optional<int[]> loser = known.computeIfAbsent(pair.rejected(), answer -> tokens.of(pair.prompt(), answer));
            if (winner.isPresent() && loser.isPresent()) {
                pairs.add(new Tokens(winner.get(), loser.get()));
            }
        }
        long k = known.values().stream()
                .flatMap(Optional::stream)
                .map(IntBuffer::wrap)
                .distinct()
                .count();
        pairs.removeIf(pair -> {
            boolean self = IntBuffer.wrap(pair.winner()).equals(IntBuffer.wrap(pair.loser()));
            selfCompared += self ? 1 : 0;
            return self;
        });
        if (!pairs.isEmpty()) {
            String user = ranking.get(0).origin().user();
            Group group = group(ranking.get(0).prompt(), (int) k);
            group.weight += userWeight;
            group.add(pairs, userWeight * 2.0 / (k * (k - 1)), user);
        }
    }

    /** Pairs of an answer with itself: two answers shown apart may read the same. */
    long selfCompared() {
        return selfCompared;
    }

    List<RankedPrompt> ranked() {
        return groups.stream()
                .map(group -> new RankedPrompt(group.answers, group.pairs, group.weight))
                .toList();
    }

    private Group group(List<Message> prompt, int more) {
        Group group = open.get(prompt);
        if (group == null || group.answers.size() + more > MOST_ANSWERS) {
            group = new Group();
            open.put(prompt, group);
            groups.add(group);
        }
        return group;
    }
}
