package dev.attune.server.feedback;

import dev.attune.feedback.CompletionRecord;
import dev.attune.feedback.Evidence;
import dev.attune.feedback.FeedbackEvent;
import dev.attune.feedback.FeedbackUnavailableException;
import dev.attune.feedback.FeedbackUnavailableException.Reason;
import dev.attune.feedback.dataset.Drops;
import dev.attune.feedback.dataset.Example;
import dev.attune.feedback.dataset.FeedbackExamples;
import dev.attune.feedback.dataset.FeedbackJoin;
import dev.attune.feedback.dataset.KeyedHash;
import dev.attune.feedback.hygiene.CleanExamples;
import dev.attune.feedback.hygiene.Hygiene;
import dev.attune.feedback.hygiene.HygieneRules;
import dev.attune.feedback.hygiene.Split;
import dev.attune.feedback.redis.FeedbackHistory;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** All feedback as examples. Waits for Redis, so not for event loops; one thread at a time for each iterator. */
public final class Harvest {
    private static final int PAGE = 200;

    private final FeedbackStore store;
    private final KeyedHash hash;

    /** @param hash gives people their pseudonyms and splits */
    public Harvest(FeedbackStore store, KeyedHash hash) {
        this.store = store;
        this.hash = hash;
    }

    /** Pairs, thumbs and demonstrations, as they were given; one at a time is in memory. */
    public Iterator<Example> judgements(Drops drops) {
        return new FeedbackExamples(this::events, this::completion, new FeedbackJoin(hash, drops), drops);
    }

    /** The prompts that were answered and judged, each once. */
    public Iterator<Example> prompts(Drops drops) {
        FeedbackJoin join = new FeedbackJoin(hash, drops);
        Set<Object> seen = new HashSet<>();
        return evidence()
                .flatMap(one -> one.completions().values().stream())
                .filter(completion -> seen.add(completion.prompts()))
                .flatMap(completion -> join.prompt(completion).stream())
                .iterator();
    }

    /** Everything, with the prompts last. */
    public Iterator<Example> all(Drops drops) {
        return Stream.concat(stream(judgements(drops)), stream(prompts(drops))).iterator();
    }

    /** What may be trained on, and what was left out and why. All of it is in memory. */
    public CleanExamples clean(Iterator<Example> raw, Drops drops) {
        return new Hygiene(HygieneRules.STANDARD, hash).clean(raw, drops);
    }

    /** What may be trained on, of all splits. */
    public static Stream<Example> kept(CleanExamples clean) {
        return Arrays.stream(Split.values()).flatMap(split -> clean.of(split).stream());
    }

    static Stream<Example> stream(Iterator<Example> examples) {
        return StreamSupport.stream(((Iterable<Example>) () -> examples).spliterator(), false);
    }

    private Iterator<FeedbackEvent> events() {
        return evidence().map(Evidence::event).iterator();
    }

    private Stream<Evidence> evidence() {
        FeedbackHistory history = store.history();
        return Stream.iterate(
                        Optional.of(await(history.page(FeedbackHistory.START, PAGE))),
                        Optional::isPresent,
                        page -> page.filter(last -> !last.last()).map(last -> await(history.page(last.next(), PAGE))))
                .flatMap(page -> page.orElseThrow().evidence().stream());
    }

    private Optional<CompletionRecord> completion(String id) {
        return await(store.records().find(id));
    }

    /** Waits for Redis, whose failures come as themselves. */
    public static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause
                    ? cause
                    : new FeedbackUnavailableException(Reason.AWAY, "Redis is away", e);
        }
    }
}
