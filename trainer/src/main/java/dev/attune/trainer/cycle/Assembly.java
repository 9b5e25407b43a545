package dev.attune.trainer.cycle;

import dev.attune.feedback.CompletionRecord;
import dev.attune.feedback.Evidence;
import dev.attune.feedback.dataset.Drops;
import dev.attune.feedback.dataset.Example;
import dev.attune.feedback.dataset.FeedbackExamples;
import dev.attune.feedback.dataset.FeedbackJoin;
import dev.attune.feedback.dataset.KeyedHash;
import dev.attune.feedback.exchange.ExchangeException;
import dev.attune.feedback.exchange.ImportedFeedback;
import dev.attune.feedback.hygiene.Hygiene;
import dev.attune.feedback.hygiene.HygieneRules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads feedback, here and from elsewhere, and makes a {@link Snapshot} of it. One thread. */
final class Assembly {
    private final EvidenceSource source;
    private final Optional<ImportedFeedback> elsewhere;
    private final HygieneRules rules;
    private final KeyedHash hash;

    /** @param elsewhere what was imported; empty where there is no data directory */
    Assembly(EvidenceSource source, Optional<ImportedFeedback> elsewhere, HygieneRules rules, KeyedHash hash) {
        this.source = source;
        this.elsewhere = elsewhere;
        this.rules = rules;
        this.hash = hash;
    }

    /** The files that were imported so far. */
    List<String> imported() {
        return elsewhere.map(ImportedFeedback::names).orElse(List.of());
    }

    /**
     * Everything up to an entry of the log, and some of the files that were imported.
     *
     * @throws CycleException if one of them cannot be read here
     */
    Snapshot upTo(String through, List<String> imported) {
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
        Iterator<Example> said = new FeedbackExamples(
                () -> evidence.stream().map(Evidence::event).iterator(),
                id -> Optional.ofNullable(completions.get(id)),
                new FeedbackJoin(hash, drops),
                drops);
        List<Example> all = read(imported);
        said.forEachRemaining(all::add);
        return new Snapshot(
                through, imported, new Hygiene(rules, hash).clean(all.iterator(), drops), completions, users);
    }

    private List<Example> read(List<String> imported) {
        if (imported.isEmpty()) {
            return new ArrayList<>();
        }
        ImportedFeedback files = elsewhere.orElseThrow(() -> new CycleException(
                "its data has imported files; --data-dir must name the data directory that holds them"));
        try {
            return files.examples(imported);
        } catch (ExchangeException unreadable) {
            throw new CycleException(CycleException.oneLine(unreadable), unreadable);
        }
    }
}
