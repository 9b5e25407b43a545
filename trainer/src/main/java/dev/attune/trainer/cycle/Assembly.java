package dev.attune.trainer.cycle;

import dev.attune.feedback.CompletionRecord;
import dev.attune.feedback.Evidence;
import dev.attune.feedback.dataset.Drops;
import dev.attune.feedback.dataset.FeedbackExamples;
import dev.attune.feedback.dataset.FeedbackJoin;
import dev.attune.feedback.dataset.KeyedHash;
import dev.attune.feedback.hygiene.Hygiene;
import dev.attune.feedback.hygiene.HygieneRules;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads feedback and makes a {@link Snapshot} of it. One thread. */
final class Assembly {
    private final EvidenceSource source;
    private final HygieneRules rules;
    private final KeyedHash hash;

    Assembly(EvidenceSource source, HygieneRules rules, KeyedHash hash) {
        this.source = source;
        this.rules = rules;
        this.hash = hash;
    }

    Snapshot upTo(String through) {
        List<Evidence> evidence = source.upTo(through);
        Map<String, CompletionRecord> completions = new HashMap<>();
        Set<String> users = new HashSet<>();
        for (Evidence one : evidence) {
            completions.putAll(one.completions());
            users.add(one.event().user());
        }
        completions.values().forEach(completion -> Optional.ofNullable(completion.user())
                .ifPresent(users::add));
        Drops drops = new Drops();
        FeedbackExamples examples = new FeedbackExamples(
                () -> evidence.stream().map(Evidence::event).iterator(),
                id -> Optional.ofNullable(completions.get(id)),
                new FeedbackJoin(hash, drops),
                drops);
        return new Snapshot(through, new Hygiene(rules, hash).clean(examples, drops), completions, users);
    }
}
