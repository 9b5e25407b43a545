package dev.attune.feedback.hygiene;

import dev.attune.feedback.dataset.DropReason;
import dev.attune.feedback.dataset.Drops;
import dev.attune.feedback.dataset.Example;
import dev.attune.feedback.dataset.KeyedHash;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Cleans examples before anything trains on them, in this order: personal information is replaced, what is empty or said twice by one user
 * goes, prompts that begin like another or nearly are another go with all that was said about them, then what is beyond a user's
 * number of prompts; the rest is split by user, and the loud are weighed down. Prompts and splits are the author's of the
 * conversation, weight is that of whoever judged. The same examples give the same result in whatever
 * order they come. Holds all examples in memory. Immutable; any thread may use it.
 */
public final class Hygiene {
    private static final Comparator<Example> OLDEST_FIRST = Comparator.comparingLong(
                    (Example example) -> example.origin().atMs())
            .thenComparing(example -> example.origin().id())
            .thenComparing(Example::toString);

    private final HygieneRules rules;
    private final KeyedHash hash;
    private final UserSplit split;

    /** @param hash as long as its key stays, users stay in their splits */
    public Hygiene(HygieneRules rules, KeyedHash hash) {
        this.rules = rules;
        this.hash = hash;
        this.split = new UserSplit(hash, rules);
    }

    /**
     * Cleans all of them.
     *
     * @param raw as people gave them
     * @param drops what was dropped before; counts on
     */
    public CleanExamples clean(Iterator<Example> raw, Drops drops) {
        List<Example> all = new ArrayList<>();
        raw.forEachRemaining(all::add);
        all.sort(OLDEST_FIRST);
        PersonalInformation personal = new PersonalInformation();
        List<Example> own = withoutRepetition(all.stream().map(personal::remove).toList(), drops);
        IdentityHashMap<Example, String> prompts = new IdentityHashMap<>();
        own.forEach(example -> prompts.put(example, PromptText.of(example.prompt())));
        Set<String> distinct = new HashSet<>(prompts.values());
        Set<String> samePrefix = new CommonPrefixes(rules.prefixShare(), rules.prefixChars()).repeated(distinct);
        distinct.removeAll(samePrefix);
        Set<String> nearlySame = new NearDuplicates(rules.nearDuplicate()).repeated(distinct);
        distinct.removeAll(nearlySame);
        Map<String, Set<String>> allowed = allowed(own, prompts, distinct);
        Map<Split, List<Example>> bySplit = new EnumMap<>(Split.class);
        for (Example example : own) {
            String prompt = Objects.requireNonNull(prompts.get(example));
            String author = example.origin().author();
            if (samePrefix.contains(prompt)) {
                drops.add(DropReason.COMMON_PREFIX, 1);
            } else if (nearlySame.contains(prompt)) {
                drops.add(DropReason.NEAR_DUPLICATE, 1);
            } else if (!allowed.getOrDefault(author, Set.of()).contains(prompt)) {
                drops.add(DropReason.TOO_MANY_PROMPTS, 1);
            } else {
                bySplit.computeIfAbsent(split.of(author), s -> new ArrayList<>())
                        .add(example);
            }
        }
        return weighed(all.size(), bySplit, drops, personal);
    }

    private static List<Example> withoutRepetition(List<Example> examples, Drops drops) {
        Set<List<Object>> said = new HashSet<>();
        List<Example> left = new ArrayList<>();
        for (Example example : examples) {
            if (example.isEmpty()) {
                drops.add(DropReason.EMPTY, 1);
            } else if (!said.add(List.of(example.origin().user(), example.words()))) {
                drops.add(DropReason.DUPLICATE, 1);
            } else {
                left.add(example);
            }
        }
        return left;
    }

    /** By author. Of too many prompts those with the smallest hashes: a choice that new prompts change little and nobody can steer. */
    private Map<String, Set<String>> allowed(
            List<Example> examples, IdentityHashMap<Example, String> prompts, Set<String> distinct) {
        Map<String, Set<String>> byUser = new HashMap<>();
        for (Example example : examples) {
            String prompt = Objects.requireNonNull(prompts.get(example));
            if (distinct.contains(prompt)) {
                byUser.computeIfAbsent(example.origin().author(), u -> new HashSet<>())
                        .add(prompt);
            }
        }
        byUser.replaceAll((user, texts) -> texts.size() <= rules.promptsPerUser() ? texts : drawn(texts));
        return byUser;
    }

    private Set<String> drawn(Set<String> texts) {
        Map<Long, String> byHash = new TreeMap<>();
        texts.forEach(text -> byHash.put(hash.number("prompt", text), text));
        return byHash.values().stream().limit(rules.promptsPerUser()).collect(Collectors.toSet());
    }

    private CleanExamples weighed(
            long read, Map<Split, List<Example>> bySplit, Drops drops, PersonalInformation personal) {
        Map<String, Double> weights = new TreeMap<>();
        Set<List<String>> counted = new HashSet<>();
        for (Example example : bySplit.getOrDefault(Split.TRAIN, List.of())) {
            String user = example.origin().user();
            if (example.isJudgement()
                    && counted.add(List.of(user, example.origin().id()))) {
                weights.merge(user, 1.0, Double::sum);
            }
        }
        Map<String, Double> factors = UserWeights.factors(weights, rules.userShare());
        Map<String, Double> capped = new TreeMap<>();
        weights.forEach((user, weight) -> capped.put(user, weight * factors.getOrDefault(user, 1.0)));
        long users = bySplit.values().stream()
                .flatMap(List::stream)
                .map(example -> example.origin().author())
                .distinct()
                .count();
        HygieneReport.Loudest loudest = new HygieneReport.Loudest(largestShare(weights), largestShare(capped));
        HygieneReport report =
                new HygieneReport(read, counted(bySplit), drops.counts(), personal.removed(), users, loudest);
        return new CleanExamples(bySplit, factors, report);
    }

    private static double largestShare(Map<String, Double> weights) {
        double sum = weights.values().stream().mapToDouble(Double::doubleValue).sum();
        return weights.values().stream().mapToDouble(Double::doubleValue).max().orElse(0)
                / Math.max(sum, Double.MIN_NORMAL);
    }

    private static Map<Split, Map<String, Long>> counted(Map<Split, List<Example>> bySplit) {
        Map<Split, Map<String, Long>> counts = new EnumMap<>(Split.class);
        bySplit.forEach((split, examples) -> counts.put(
                split, examples.stream().collect(Collectors.groupingBy(Example::kind, Collectors.counting()))));
        return counts;
    }
}
